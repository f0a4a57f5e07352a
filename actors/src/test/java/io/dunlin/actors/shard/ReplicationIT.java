package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.copy.CopyEvents.CopyEvent;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.TestFencing;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SealedSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a shard on three nodes, one of which writes. */
class ReplicationIT {
  // Nothing is frozen.
  private static final ShardSettings GROWING =
      new ShardSettings(64 << 20, 64 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private final String journal = UUID.randomUUID().toString();
  private final TestFencing fencing = new TestFencing();
  private final CollectionInfo collection = ShardHarness.collection();
  private final PointModel model = new PointModel();
  private final List<TestNode> nodes = new ArrayList<>();
  private volatile ActorRef<ShardProtocol.Command> primary;
  private TestNode first;
  private TestNode second;
  private TestNode third;
  private ShardSettings settings = GROWING;

  @BeforeEach
  void start() throws Exception {
    first = node();
    second = node();
    third = node();
    primary = first.lead();
    place(first, second, third);
    Await.until("all copies are fresh", () -> nodes.stream().allMatch(TestNode::isFresh));
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
  }

  private TestNode node() {
    TestNode node =
        new TestNode(
            folder,
            journal,
            collection,
            fencing,
            (_, command) -> primary.tell(command),
            settings,
            () -> nodes);
    nodes.add(node);
    return node;
  }

  private void place(TestNode leader, TestNode... replicas) {
    Placement placement =
        new Placement(leader.id, Arrays.stream(replicas).map(node -> node.id).toList());
    nodes.forEach(node -> node.placed(placement));
  }

  private ShardOracle oracle(TestNode node) {
    return new ShardOracle(collection.shards().getFirst(), node.copies, first::write, model);
  }

  @Test
  void whatIsAckedIsSeenOnEveryFreshCopy() throws Exception {
    ShardOracle writer = oracle(first);
    for (int round = 0; round < 50; round++) {
      writer.write(ShardHarness.upsert(round * 10L, round * 10L + 20, round));
      writer.write(new PointOperation.Delete(ShardHarness.ids(round * 10L, round * 10L + 3)));
      for (TestNode node : nodes) {
        if (node.isFresh()) {
          oracle(node).compare();
        }
      }
    }
    Await.until("all copies are fresh", () -> nodes.stream().allMatch(TestNode::isFresh));
    assertThat(oracle(second).answers()).isEqualTo(oracle(first).answers());
    assertThat(oracle(third).answers()).isEqualTo(oracle(first).answers());
    assertThat(copy(second).at()).isEqualTo(copy(first).at());
  }

  @Test
  void everyCopyTellsHowFarItIsBehind() throws Exception {
    ShardOracle writer = oracle(first);
    for (int round = 0; round < 20; round++) {
      writer.write(ShardHarness.upsert(round * 10L, round * 10L + 20, round));
    }
    Await.until("no copy is behind", () -> progress(first).equals(new Progress.Leads(0, 0, 0)));
    for (TestNode node : List.of(second, third)) {
      Await.until("it knows", () -> progress(node).equals(new Progress.Follows(0)));
    }
    assertThat(nodes.stream().map(node -> node.metrics.copyEvents.get(CopyEvent.EPOCH_CLAIMED)))
        .containsExactly(1, null, null);
    // One that hears nothing any more, but is not known to be gone.
    CountDownLatch goesOn = second.stuck();
    CompletionStage<Long> write = first.write(ShardHarness.upsert(0, 10, 99));
    Await.until(
        "the writer sees that it is behind",
        () ->
            progress(first) instanceof Progress.Leads(long behind, long nanos, long bytes)
                && behind == 1
                && nanos > 0
                && bytes > 0);
    ShardHarness.get(write);
    assertThat(first.metrics.copyEvents).containsKey(CopyEvent.LEASE_REVOKED);
    goesOn.countDown();
    Await.until("no copy is behind", () -> progress(first).equals(new Progress.Leads(0, 0, 0)));
    Await.until("it knows", () -> progress(second).equals(new Progress.Follows(0)));
  }

  private Progress progress(TestNode node) {
    return copy(node).standing().progress(copy(node).position()).orElseThrow();
  }

  /**
   * The change has its place in the log: copies and the next writer have it with what came after.
   */
  @Test
  void aChangeOfVectorsIsOnEveryFreshCopyWhenItIsAnswered() throws Exception {
    oracle(first).write(ShardHarness.upsert(0, 20, 0));
    VectorSpec two = new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty());
    CollectionConfig made = collection.config().withVector("x", two);
    ShardProtocol.Written written = change(made);
    assertThat(change(made)).as("once more").isEqualTo(written);
    for (TestNode node : nodes) {
      assertThat(copy(node).vectors()).isEqualTo(made.columns());
    }
    PointId id = PointId.of(1);
    PointOperation upsert =
        new PointOperation.Upsert(
            List.of(
                new PointOperation.PointInput(
                    id, Map.of(made.keyOf("x"), VectorValue.of(3, 4)), Payload.EMPTY)));
    ShardHarness.get(first.write(upsert));
    for (TestNode node : List.of(first, second)) {
      assertThat(vectors(node, id)).isEqualTo(Map.of("x", VectorValue.of(3, 4)));
    }

    CollectionConfig again = made.withoutVector("x").withVector("x", SparseSpec.NONE);
    assertThat(change(again).position()).isGreaterThan(written.position());
    for (TestNode node : List.of(first, second)) {
      assertThat(vectors(node, id)).isEmpty();
    }
    // A writer that has yet to hear of it brings nothing back, one that is ahead is told so.
    ShardHarness.get(first.write(upsert));
    assertThat(vectors(first, id)).isEmpty();
    String ahead = again.withVector("y", two).keyOf("y");
    PointOperation early =
        new PointOperation.Upsert(
            List.of(
                new PointOperation.PointInput(
                    id, Map.of(ahead, VectorValue.of(3, 4)), Payload.EMPTY)));
    assertThat(ShardHarness.refusal(first.write(early)))
        .isInstanceOf(DunlinFailure.Unavailable.class);

    first.stopLeading();
    primary = second.lead();
    place(second, first, third);
    Await.until("it leads", () -> copy(second).standing().staleNanos() == 0);
    assertThat(copy(second).vectors()).isEqualTo(again.columns());
    assertThat(vectors(second, id)).isEmpty();
  }

  /** The answer says where it stands in the log. */
  private ShardProtocol.Written change(CollectionConfig config) {
    ShardProtocol.Written written = ShardHarness.get(first.changeVectors(config.columns()));
    assertThat(written.late()).isFalse();
    for (TestNode node : List.of(first, second)) {
      assertThat(copy(node).position()).isGreaterThanOrEqualTo(written.position());
    }
    return written;
  }

  private Map<String, VectorValue> vectors(TestNode node, PointId id) {
    ShardView view = copy(node).acquire();
    try {
      ShardView.Location at = Objects.requireNonNull(view.find(id));
      Map<String, VectorValue> vectors = new HashMap<>();
      for (String name : at.slice().vectors().columns().keySet()) {
        if (at.slice().hasVector(name, at.row())) {
          vectors.put(name, at.slice().vector(name, at.row()));
        }
      }
      return vectors;
    } finally {
      view.release();
    }
  }

  @Test
  void anEntryThatIsLargerThanAMessageArrives() throws Exception {
    Payload large = new Payload(Map.of("text", "x".repeat(900_000)));
    PointOperation upsert =
        new PointOperation.Upsert(
            List.of(
                new PointOperation.PointInput(
                    PointId.of(1), Map.of("", VectorValue.of(ShardHarness.vector(1))), large)));
    oracle(first).write(upsert);
    Await.until("it is there", () -> copy(second).at().equals(copy(first).at()));
    oracle(second).compare();
    Await.until("the copy is fresh", second::isFresh);
  }

  @Test
  void aCopyThatComesLaterHasAll() throws Exception {
    ShardOracle writer = oracle(first);
    writer.write(ShardHarness.upsert(0, 500, 0));
    TestNode fourth = node();
    place(first, second, third, fourth);
    Await.until("the new copy is fresh", fourth::isFresh);
    oracle(fourth).compare();
    writer.write(ShardHarness.upsert(250, 700, 1));
    Await.until("the new copy is fresh", fourth::isFresh);
    oracle(fourth).compare();
  }

  @Test
  void sealedFilesAreFetchedAndAnswersAreTheSame() throws Exception {
    nodes.forEach(TestNode::close);
    nodes.clear();
    settings = ShardHarness.SMALL;
    start();
    ShardOracle writer = oracle(first);
    for (int round = 0; round < 12; round++) {
      writer.write(ShardHarness.upsert(round * 60L, round * 60L + 100, round));
      writer.write(new PointOperation.Delete(ShardHarness.ids(round * 60L, round * 60L + 9)));
    }
    Await.until("all is sealed", () -> isSealed(first));
    for (TestNode node : nodes) {
      Await.until("it has the same files", () -> files(node).equals(files(first)));
      assertThat(copy(node).at()).isEqualTo(copy(first).at());
      oracle(node).compare();
      assertThat(oracle(node).answers()).isEqualTo(oracle(first).answers());
    }
    assertThat(second.fetched).hasPositiveValue();
    // With what it has by now the copy takes over, and goes on from it.
    first.stopLeading();
    primary = second.lead();
    place(second, first, third);
    PointOperation next = ShardHarness.upsert(0, 50, 99);
    ShardHarness.get(second.write(next));
    model.apply(next);
    Await.until("it is there", () -> copy(third).at().equals(copy(second).at()));
    oracle(third).compare();
  }

  @Test
  void copiesAtTheSamePositionHaveTheSameFiles() throws Exception {
    nodes.forEach(TestNode::close);
    nodes.clear();
    settings = ShardHarness.SMALL;
    start();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> compared =
        CompletableFuture.supplyAsync(() -> compareFiles(over), Thread.ofVirtual()::start);
    ShardOracle writer = oracle(first);
    for (int round = 0; round < 12; round++) {
      writer.write(ShardHarness.upsert(round * 60L, round * 60L + 100, round));
      writer.write(new PointOperation.Delete(ShardHarness.ids(round * 60L, round * 60L + 9)));
    }
    Await.until("all is sealed", () -> isSealed(first));
    over.set(true);
    assertThat(compared.get()).isPositive();
    assertThat(second.fetched).hasPositiveValue();
  }

  /** How often two copies with sealed files were met at one position. */
  private int compareFiles(AtomicBoolean over) {
    int met = 0;
    while (!over.get()) {
      for (TestNode node : List.of(second, third)) {
        Snapshot copy = Snapshot.of(node);
        Snapshot writer = Snapshot.of(first);
        // One that was too slow once may not have been asked to fetch a file.
        boolean slow = first.metrics.copyEvents.containsKey(CopyEvent.LEASE_REVOKED);
        if (copy.position() == writer.position() && !slow) {
          assertThat(copy).isEqualTo(writer);
          met += writer.files().isEmpty() ? 0 : 1;
        }
      }
    }
    return met;
  }

  private record Snapshot(long position, List<String> files) {
    static Snapshot of(TestNode node) {
      ShardView view = node.copy().orElseThrow().acquire();
      try {
        return new Snapshot(view.position(), sealedFiles(view));
      } finally {
        view.release();
      }
    }
  }

  private static boolean isSealed(TestNode node) {
    ShardCopy copy = node.copy().orElseThrow();
    return copy.backlog().rows() == 0 && !copy.building();
  }

  /** The sealed files that reads use. */
  private static List<String> files(TestNode node) {
    return Snapshot.of(node).files();
  }

  private static List<String> sealedFiles(ShardView view) {
    return view.parts().stream()
        .filter(Part::sealed)
        .map(part -> ((SealedSegment) part.slice().segment()).file().getFileName().toString())
        .toList();
  }

  @Test
  void aReplicaTakesOverWithTheCopyThatItHas() throws Exception {
    oracle(first).write(ShardHarness.upsert(0, 300, 0));
    ShardCopy live = copy(second);
    first.stopLeading();
    primary = second.lead();
    place(second, first, third);
    Await.until("it leads", () -> second.metrics.copyEvents.containsKey(CopyEvent.COPY_PROMOTED));
    Await.until("all copies are fresh", () -> nodes.stream().allMatch(TestNode::isFresh));
    assertThat(copy(second)).isSameAs(live);
    assertThat(second.metrics.copyEvents)
        .containsEntry(CopyEvent.COPY_PROMOTED, 1)
        .containsEntry(CopyEvent.EPOCH_CLAIMED, 1);
    oracle(second).compare();
    PointOperation next = ShardHarness.upsert(100, 400, 2);
    ShardHarness.get(second.write(next));
    model.apply(next);
    for (TestNode node : nodes) {
      Await.until("it is there", () -> copy(node).at().equals(copy(second).at()));
      oracle(node).compare();
    }
  }

  @Test
  void aCopyThatIsGoneHoldsWritesUpForItsLeaseOnly() throws Exception {
    oracle(first).write(ShardHarness.upsert(0, 10, 0));
    CountDownLatch goesOn = third.stuck();
    CompletionStage<Long> write = first.write(ShardHarness.upsert(10, 20, 0));
    ShardHarness.get(write);
    assertThat(third.isFresh()).isFalse();
    model.apply(ShardHarness.upsert(10, 20, 0));
    oracle(second).compare();
    goesOn.countDown();
  }

  @Test
  void aCopyWhoseWriterIsGoneSaysHowOldItIs() throws Exception {
    oracle(first).write(ShardHarness.upsert(0, 10, 0));
    first.stopLeading();
    Await.until("its lease is over", () -> !second.isFresh());
    long stale = copy(second).standing().staleNanos();
    assertThat(stale).isPositive().isLessThan(Await.PATIENCE.toNanos());
    oracle(second).compare();
  }

  @Test
  void aCopyWhoseWriterLetGoHasEverythingUntilTheNextOneMayAcknowledge() throws Exception {
    first.stopLeading();
    Standing left = copy(first).standing();
    assertThat(left.staleNanos()).isZero();
    Await.until("no writer may be waiting any more", () -> left.staleNanos() > 0);
    assertThat(left.silentNanos())
        .as("the next one is waited for")
        .isLessThan(Standing.SILENCE.toNanos());
    Await.until("it has waited", () -> left.silentNanos() >= Standing.SILENCE.toNanos());
  }

  private ShardCopy copy(TestNode node) {
    return node.copy().orElseThrow();
  }
}
