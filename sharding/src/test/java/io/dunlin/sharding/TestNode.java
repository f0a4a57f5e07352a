package io.dunlin.sharding;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.actors.catalog.TransferMetrics;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.shard.ShardMetrics;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.journal.RocksLogTrimmer;
import io.dunlin.persistence.journal.RocksStore;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.files.NodeFiles;
import io.dunlin.sharding.rerank.Rerankers;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.snapshot.SnapshotSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node of one on a folder, for tests: everything below the API, for real. */
final class TestNode implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ActorSystem<Void> system;
  private final DunlinNode node;

  static TestNode start(Path folder, ShardSettings settings) throws InterruptedException {
    return start(folder, settings, ShardMetrics.none());
  }

  static TestNode start(Path folder, ShardSettings settings, ShardMetrics metrics)
      throws InterruptedException {
    return start(folder, settings, metrics, UnaryOperator.identity());
  }

  /**
   * @param trimmer what takes the place of the journal's own trimmer
   */
  static TestNode start(
      Path folder, ShardSettings settings, ShardMetrics metrics, UnaryOperator<LogTrimmer> trimmer)
      throws InterruptedException {
    return started(
        new TestNode(
            folder,
            settings,
            metrics,
            trimmer,
            AnswerSettings.WITHOUT_CACHE,
            CursorSettings.DEFAULT));
  }

  /** One that holds so much for cursors. */
  static TestNode start(Path folder, ShardSettings settings, CursorSettings cursors)
      throws InterruptedException {
    return started(
        new TestNode(
            folder,
            settings,
            ShardMetrics.none(),
            UnaryOperator.identity(),
            AnswerSettings.WITHOUT_CACHE,
            cursors));
  }

  /** One that keeps answers. */
  static TestNode start(Path folder, ShardSettings settings, AnswerSettings answers)
      throws InterruptedException {
    return started(
        new TestNode(
            folder,
            settings,
            ShardMetrics.none(),
            UnaryOperator.identity(),
            answers,
            CursorSettings.DEFAULT));
  }

  private static TestNode started(TestNode node) throws InterruptedException {
    long patience = System.nanoTime() + TIMEOUT.toNanos();
    while (!node.node.ready()) {
      if (System.nanoTime() > patience) {
        node.close();
        throw new IllegalStateException("the node did not become ready");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return node;
  }

  private TestNode(
      Path folder,
      ShardSettings settings,
      ShardMetrics metrics,
      UnaryOperator<LogTrimmer> trimmer,
      AnswerSettings answers,
      CursorSettings cursors) {
    Config config =
        ConfigFactory.parseString(
                """
                pekko {
                  actor.provider = cluster
                  actor.allow-java-serialization = off
                  remote.artery.transport = tcp
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster.jmx.multi-mbeans-in-same-jvm = on
                  cluster.sharding.retry-interval = 100ms
                  coordinated-shutdown.exit-jvm = off
                  persistence.journal.plugin = "dunlin.journal.rocksdb"
                  persistence.snapshot-store.plugin = "dunlin.snapshot-store.manifests"
                  loglevel = WARNING
                  log-dead-letters = off
                }
                """)
            .withFallback(
                ConfigFactory.parseString(
                    """
                    dunlin.journal.rocksdb.dir = "%s"
                    pekko.cluster.roles = ["%s"]
                    """
                        .formatted(
                            folder.resolve("journal"),
                            String.join(
                                "\",\"", Members.roles(nodeOf(folder), "", NodeRoles.EVERYTHING)))))
            .withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.empty(), "dunlin", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    node =
        DunlinNode.start(
            system,
            new NodeParts(
                folder.resolve("segments"),
                SnapshotSettings.in(folder.resolve("snapshots")),
                NodeFiles.withoutStore(),
                settings,
                Kernels.choose("auto"),
                new PinnedBudget(64 << 20),
                PlannerLimits.DEFAULT,
                Fencing.alone(),
                trimmer.apply(new RocksLogTrimmer(RocksStore.get(system))),
                metrics,
                TransferMetrics.none(),
                answers,
                cursors,
                CursorMetrics.none(),
                Rerankers.NONE));
  }

  /** The same at each start on one folder. */
  private static NodeId nodeOf(Path folder) {
    return new NodeId(UUID.nameUUIDFromBytes(folder.toString().getBytes(StandardCharsets.UTF_8)));
  }

  ActorSystem<?> system() {
    return system;
  }

  Collections collections() {
    return node.collections();
  }

  long catalogVersion() {
    return node.catalog().version();
  }

  /** Shards of dropped collections that the catalog has not forgotten yet. */
  Set<ShardId> dropped() {
    return node.catalog().dropped();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
