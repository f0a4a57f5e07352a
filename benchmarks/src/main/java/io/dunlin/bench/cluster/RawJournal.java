package io.dunlin.bench.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * The same journal without Dunlin: actors that persist events of bytes, each the next when the last
 * is in the journal, as a shard does. The plugin, its settings and its tables are those of a node.
 */
final class RawJournal implements AutoCloseable {
  private static final String FIRST = "first";

  private final ActorSystem<Void> system;

  /**
   * @param cassandraPort on loopback, where the tables are
   */
  RawJournal(int cassandraPort) {
    Config config =
        ConfigFactory.parseString(
                """
                dunlin.cassandra {
                  contact-points = ["127.0.0.1:%d"]
                  local-datacenter = datacenter1
                  keyspace = dunlin
                }
                pekko {
                  actor.provider = local
                  actor.allow-java-serialization = off
                  loglevel = WARNING
                }
                """
                    .formatted(cassandraPort))
            .withFallback(ConfigFactory.parseResources("cassandra.conf"))
            .withFallback(ConfigFactory.load())
            .resolve();
    system = ActorSystem.create(Behaviors.empty(), "raw", config);
  }

  /**
   * Events a second that are in the journal.
   *
   * @param writers that persist at the same time
   * @param bytes of an event
   * @param warmUp not counted
   */
  double eventsPerSecond(int writers, int bytes, Duration warmUp, Duration time)
      throws InterruptedException {
    LongAdder persisted = new LongAdder();
    Load load = new Load(new byte[bytes], persisted);
    for (int writer = 0; writer < writers; writer++) {
      ActorRef<String> _ =
          system.systemActorOf(Writer.create(load), "raw-" + UUID.randomUUID(), Props.empty());
    }
    Thread.sleep(warmUp);
    long before = persisted.sum();
    long began = System.nanoTime();
    Thread.sleep(time);
    double rate = (persisted.sum() - before) / ((System.nanoTime() - began) / 1e9);
    load.over = true;
    return rate;
  }

  /** What all writers of a run have in common. */
  private static final class Load {
    private final byte[] event;
    private final LongAdder persisted;
    private volatile boolean over;

    Load(byte[] event, LongAdder persisted) {
      this.event = event;
      this.persisted = persisted;
    }
  }

  /** Counts its events, and is told to go on by itself. */
  private static final class Writer extends EventSourcedBehavior<String, byte[], Long> {
    private final Load load;
    private final ActorRef<String> self;

    static Behavior<String> create(Load load) {
      return Behaviors.setup(context -> {
        context.getSelf().tell(FIRST);
        return new Writer(load, context.getSelf());
      });
    }

    private Writer(Load load, ActorRef<String> self) {
      super(PersistenceId.ofUniqueId("raw-" + UUID.randomUUID()));
      this.load = load;
      this.self = self;
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<String, byte[], Long> commandHandler() {
      return (_, again) ->
          load.over
              ? Effect().stop()
              : Effect()
                  .persist(load.event)
                  .thenRun(() -> {
                    load.persisted.increment();
                    self.tell(again);
                  });
    }

    @Override
    public EventHandler<Long, byte[]> eventHandler() {
      return (count, _) -> count + 1;
    }
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
