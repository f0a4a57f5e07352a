package io.dunlin.persistence.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestSnapshotStoreTest {
  @TempDir Path directory;
  private ActorTestKit testKit;
  private TestProbe<Found> probe;

  @BeforeEach
  void start() {
    testKit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "pekko.persistence.journal.plugin", "dunlin.journal.rocksdb",
                        "pekko.persistence.snapshot-store.plugin",
                            "dunlin.snapshot-store.manifests",
                        "dunlin.journal.rocksdb.dir", directory.toString()))
                .withFallback(ConfigFactory.load()));
    probe = testKit.createTestProbe();
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  private sealed interface Command {
    record Add(byte number, ActorRef<Found> replyTo) implements Command {}

    record Tell(ActorRef<Found> replyTo) implements Command {}
  }

  /** Where the entity started and the events it was given since. */
  private record State(String start, List<Byte> events) {
    State with(byte event) {
      List<Byte> more = new ArrayList<>(events);
      more.add(event);
      return new State(start, more);
    }
  }

  private record Found(State state, long sequenceNumber) {}

  private static final class Numbers extends EventSourcedBehavior<Command, byte[], State> {
    private final ActorContext<Command> context;

    private Numbers(String id, ActorContext<Command> context) {
      super(PersistenceId.ofUniqueId(id));
      this.context = context;
    }

    static Behavior<Command> create(String id) {
      return Behaviors.setup(context -> new Numbers(id, context));
    }

    @Override
    public State emptyState() {
      return new State("empty", List.of());
    }

    @Override
    public CommandHandler<Command, byte[], State> commandHandler() {
      return (_, command) ->
          switch (command) {
            case Command.Add(byte number, ActorRef<Found> replyTo) ->
                Effect().persist(new byte[] {number}).thenReply(replyTo, this::found);
            case Command.Tell(ActorRef<Found> replyTo) ->
                Effect().none().thenReply(replyTo, this::found);
          };
    }

    private Found found(State state) {
      return new Found(state, lastSequenceNumber(context));
    }

    @Override
    public EventHandler<State, byte[]> eventHandler() {
      return (state, event) -> state.with(event[0]);
    }
  }

  /** An entity that persists the numbers 1 to 8 and stops. */
  private void eightEvents(String id) {
    ActorRef<Command> entity = testKit.spawn(Numbers.create(id));
    for (byte number = 1; number <= 8; number++) {
      entity.tell(new Command.Add(number, probe.getRef()));
      assertThat(probe.receiveMessage().sequenceNumber()).isEqualTo(number);
    }
    testKit.stop(entity);
  }

  private Found recovered(String id) {
    ActorRef<Command> entity = testKit.spawn(Numbers.create(id));
    entity.tell(new Command.Tell(probe.getRef()));
    return probe.receiveMessage();
  }

  @Test
  void recoveryStartsFromTheOfferAndReplaysWhatFollows() {
    eightEvents("offered");
    State state = new State("offer", List.of());
    SnapshotOffers.get(testKit.system()).offer("offered", new SnapshotOffers.Offer(5, state));

    assertThat(recovered("offered"))
        .isEqualTo(new Found(new State("offer", List.of((byte) 6, (byte) 7, (byte) 8)), 8));
  }

  @Test
  void anOfferOfTheLastPositionReplaysNothingAndIsHandedOverAsItIs() {
    eightEvents("offered");
    State state = new State("offer", List.of());
    SnapshotOffers.get(testKit.system()).offer("offered", new SnapshotOffers.Offer(8, state));

    Found found = recovered("offered");

    assertThat(found.state()).isSameAs(state);
    assertThat(found.sequenceNumber()).isEqualTo(8);
  }

  @Test
  void withoutAnOfferAllIsReplayed() {
    eightEvents("plain");
    eightEvents("withdrawn");
    SnapshotOffers offers = SnapshotOffers.get(testKit.system());
    offers.offer("other", new SnapshotOffers.Offer(5, new State("offer", List.of())));
    offers.offer("withdrawn", new SnapshotOffers.Offer(5, new State("offer", List.of())));
    offers.withdraw("withdrawn");

    for (String id : List.of("plain", "withdrawn")) {
      Found found = recovered(id);
      assertThat(found.state().start()).isEqualTo("empty");
      assertThat(found.state().events()).hasSize(8);
      assertThat(found.sequenceNumber()).isEqualTo(8);
    }
  }

  @Test
  void savingIsRefusedAndDeletingHasNothingToDo() {
    ActorSystem system = Adapter.toClassic(testKit.system());
    TestKit answers = new TestKit(system);
    org.apache.pekko.actor.ActorRef store =
        Persistence.get(system)
            .snapshotStoreFor("dunlin.snapshot-store.manifests", ConfigFactory.empty());
    SnapshotMetadata metadata = SnapshotMetadata.apply("any", 3);

    store.tell(new SnapshotProtocol.SaveSnapshot(metadata, "state"), answers.getRef());
    assertThat(answers.expectMsgClass(SaveSnapshotFailure.class).cause())
        .isInstanceOf(UnsupportedOperationException.class);

    store.tell(new SnapshotProtocol.DeleteSnapshot(metadata), answers.getRef());
    answers.expectMsgClass(DeleteSnapshotSuccess.class);
  }
}
