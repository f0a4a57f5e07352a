package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardMetrics;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change feed tells, folded over, is what the collection holds. */
class ChangeFeedIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(8 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);
  private static final int IDS = 150;

  @TempDir Path folder;
  private final Map<ShardId, Long> acked = new HashMap<>();

  @Test
  void whatIsToldIsWhatIsThereWhereverReadersAndWritersBreakOff() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    FoldedFeed folded = new FoldedFeed(true);
    ChangesRequest.Start start = new ChangesRequest.Beginning();
    CollectionInfo info;
    try (TestNode node = TestNode.start(folder, SMALL)) {
      info = create(node.collections(), 3);
    }
    for (int round = 0; round < 4; round++) {
      try (TestNode node = TestNode.start(folder, SMALL)) {
        Collections collections = node.collections();
        int readers = 1 + random.nextInt(4);
        for (int i = 0; i < readers; i++) {
          try (FeedReader reader = FeedReader.open(node, "birds", all(start))) {
            write(collections, random, 1 + random.nextInt(15));
            int events = random.nextInt(60);
            for (int told = 0; told < events && !folded.has(info, acked); told++) {
              start = new ChangesRequest.After(folded.add(reader.next()));
            }
          }
        }
        if (random.nextBoolean()) {
          CollectionsIT.get(collections.optimize("birds", TestNode.TIMEOUT));
        }
      }
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      readUpToAcked(node, all(start), info, folded);
      assertThat(folded.points()).as("seed %d", seed).isEqualTo(stored(node.collections(), ALL));
      FoldedFeed atOnce = new FoldedFeed(true);
      readUpToAcked(node, all(new ChangesRequest.Beginning()), info, atOnce);
      assertThat(folded.history())
          .as("nothing left out and nothing repeated: seed %d", seed)
          .isEqualTo(atOnce.history());
    }
  }

  @Test
  void pointsThatAreThereComeFirstWhileOthersAreWritten() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      CollectionInfo info = create(collections, 2);
      upsert(collections, LongStream.range(0, 1000).toArray());
      FoldedFeed folded = new FoldedFeed();
      ChangesRequest.Start start = new ChangesRequest.Present();
      while (!folded.hasPresent()) {
        try (FeedReader reader = FeedReader.open(node, "birds", all(start))) {
          write(collections, random, 3);
          for (int i = 0; i < 1 + random.nextInt(3); i++) {
            start = new ChangesRequest.After(folded.add(reader.next()));
          }
        }
      }
      readUpToAcked(node, all(start), info, folded);
      assertThat(folded.points()).as("seed %d", seed).isEqualTo(stored(collections, ALL));
      assertThat(folded.points()).hasSizeGreaterThan(500);
    }
  }

  @Test
  void fromNowOnTellsWhatIsWrittenAfterItsFirstEvent() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      create(collections, 2);
      upsert(collections, 1, 2, 3);
      try (FeedReader reader = FeedReader.open(node, "birds", all(new ChangesRequest.Now()))) {
        assertThat(reader.next()).isInstanceOf(FeedEvent.Heartbeat.class);
        upsert(collections, 4);
        FeedEvent.Changes changes = reader.nextChanges();
        assertThat(changes.changes())
            .singleElement()
            .extracting(change -> change.id())
            .isEqualTo(PointId.of(4));
      }
    }
  }

  @Test
  void aFilterHoldsAfterEachChange() throws Exception {
    Filter red =
        Filter.of(
            new Condition.Field(
                JsonPathParser.parse("colour"), List.of(new Check.MatchValue("red"))));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      CollectionInfo info = create(collections, 2);
      write(collections, random, 60);
      FoldedFeed folded = new FoldedFeed();
      ChangesRequest request = all(new ChangesRequest.Beginning()).with(red);
      readUpToAcked(node, request, info, folded);
      assertThat(folded.points().keySet())
          .as("seed %d", seed)
          .isEqualTo(stored(collections, red).keySet());
      ChangesRequest.Start start = new ChangesRequest.Beginning();
      FoldedFeed without = new FoldedFeed();
      readUpToAcked(
          node,
          new ChangesRequest(
              start,
              red,
              true,
              new PayloadSelector.None(),
              new VectorSelector.None(),
              ChangesRequest.SHORTEST_HEARTBEAT),
          info,
          without);
      assertThat(without.history().toString()).doesNotContain("Left").doesNotContain("colour");
      assertThatThrownBy(() ->
              CollectionsIT.get(
                  collections.changes(
                      "birds", request.with(Filter.of(new Condition.HasVector(""))))))
          .hasMessageContaining("vector");
    }
  }

  @Test
  void whatTheLogHasNoLongerIsOutOfRange() throws Exception {
    AtomicReference<LogTrimmer> journal = new AtomicReference<>();
    try (TestNode node =
        TestNode.start(
            folder,
            SMALL,
            ShardMetrics.none(),
            trimmer -> {
              journal.set(trimmer);
              return trimmer;
            })) {
      Collections collections = node.collections();
      CollectionInfo info = create(collections, 1);
      for (long i = 0; i < 20; i++) {
        upsert(collections, i);
      }
      journal.get().trim(info.shards().getFirst().toString(), 10);
      try (FeedReader reader =
          FeedReader.open(node, "birds", all(new ChangesRequest.Beginning()))) {
        assertThat(reader.failure()).isInstanceOf(DunlinFailure.OutOfRange.class);
      }
      FoldedFeed folded = new FoldedFeed();
      readUpToAcked(node, all(new ChangesRequest.Present()), info, folded);
      assertThat(folded.points()).isEqualTo(stored(collections, ALL));
    }
  }

  @Test
  void aReaderThatDoesNotReadFindsAllInTheJournalLater() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      CollectionInfo info = create(collections, 1);
      try (FeedReader reader = FeedReader.open(node, "birds", all(new ChangesRequest.Now()))) {
        FoldedFeed folded = new FoldedFeed();
        String _ = folded.add(reader.next());
        // More than is kept for readers, and among it one that takes several messages.
        for (long i = 0; i < 40; i++) {
          PointInput point =
              Flock.point(i, Map.of("text", "x".repeat(i == 20 ? 1_000_000 : 200_000)));
          note(collections, new PointOperation.Upsert(List.of(point)));
        }
        while (!folded.has(info, acked)) {
          String _ = folded.add(reader.next());
        }
        assertThat(folded.points()).isEqualTo(stored(collections, ALL));
      }
    }
  }

  @Test
  void aFeedEndsWithItsCollectionAndTokensAreOfOne() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      create(collections, 1);
      String token;
      try (FeedReader reader = FeedReader.open(node, "birds", all(new ChangesRequest.Now()))) {
        token = reader.next().token();
        assertThat(CollectionsIT.get(collections.drop("birds", TestNode.TIMEOUT))).isTrue();
        assertThat(reader.failure()).isInstanceOf(DunlinFailure.NotFound.class);
      }
      create(collections, 1);
      for (String wrong : List.of(token, "", "none", token + "AAAA")) {
        assertThatThrownBy(() ->
                CollectionsIT.get(
                    collections.changes("birds", all(new ChangesRequest.After(wrong)))))
            .satisfies(failure ->
                assertThat(failureOf(failure)).isInstanceOf(DunlinFailure.BadRequest.class));
      }
      assertThatThrownBy(
              () -> CollectionsIT.get(collections.changes("owls", all(new ChangesRequest.Now()))))
          .satisfies(
              failure -> assertThat(failureOf(failure)).isInstanceOf(DunlinFailure.NotFound.class));
    }
  }

  // ---- what is written ----

  private static final Filter ALL = Filter.ALL;

  private static CollectionInfo create(Collections collections, int shards) throws Exception {
    assertThat(
            CollectionsIT.get(
                collections.create("birds", Flock.config(shards, Metric.DOT), TestNode.TIMEOUT)))
        .isTrue();
    return CollectionsIT.get(collections.find("birds"));
  }

  private void upsert(Collections collections, long... ids) throws Exception {
    note(
        collections,
        new PointOperation.Upsert(
            LongStream.of(ids).mapToObj(id -> Flock.point(id, Map.of("n", id))).toList()));
  }

  private void note(Collections collections, PointOperation operation) throws Exception {
    for (WriteResult result :
        CollectionsIT.get(collections.write("birds", List.of(operation), WAIT))) {
      result.positions().forEach((shard, position) -> acked.merge(shard, position, Math::max));
    }
  }

  private void write(Collections collections, Random random, int operations) throws Exception {
    for (int i = 0; i < operations; i++) {
      try {
        note(collections, operation(random));
      } catch (DunlinException e) {
        // Vectors of points that are not there.
        assertThat(e.failure()).isInstanceOf(DunlinFailure.NotFound.class);
      }
    }
  }

  private static PointOperation operation(Random random) {
    Payload payload =
        new Payload(
            Map.of("n", random.nextLong(10), "colour", random.nextBoolean() ? "red" : "blue"));
    ByIds some = new ByIds(random.longs(3, 0, IDS).mapToObj(PointId::of).distinct().toList());
    return switch (random.nextInt(8)) {
      case 0 -> new PointOperation.Delete(some);
      case 1 -> new PointOperation.SetPayload(some, payload, Optional.empty());
      case 2 -> new PointOperation.OverwritePayload(some, payload);
      case 3 -> new PointOperation.ClearPayload(some);
      case 4 ->
          new PointOperation.Delete(
              new ByFilter(
                  Filter.of(
                      new Condition.Field(
                          JsonPathParser.parse("n"),
                          List.of(new Check.MatchValue(random.nextLong(10)))))));
      case 5 ->
          new PointOperation.UpdateVectors(List.of(Flock.point(random.nextInt(IDS), Map.of())));
      default -> {
        List<PointInput> points = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(50); i++) {
          long id = random.nextInt(IDS);
          points.add(
              new PointInput(
                  PointId.of(id), Flock.point(random.nextLong(), Map.of()).vectors(), payload));
        }
        yield new PointOperation.Upsert(points);
      }
    };
  }

  // ---- what is told, and what is there ----

  private static ChangesRequest all(ChangesRequest.Start start) {
    return new ChangesRequest(
        start,
        Filter.ALL,
        false,
        new PayloadSelector.All(),
        new VectorSelector.All(),
        ChangesRequest.SHORTEST_HEARTBEAT);
  }

  private void readUpToAcked(
      TestNode node, ChangesRequest request, CollectionInfo info, FoldedFeed folded)
      throws Exception {
    try (FeedReader reader = FeedReader.open(node, "birds", request)) {
      while (!folded.has(info, acked)) {
        String _ = folded.add(reader.next());
      }
    }
  }

  private static Map<PointId, FoldedFeed.Known> stored(Collections collections, Filter filter)
      throws Exception {
    Map<PointId, FoldedFeed.Known> stored = new HashMap<>();
    CollectionsIT.get(
            collections.scroll(
                "birds",
                new ScrollRequest(
                    filter,
                    Optional.empty(),
                    100_000,
                    new PayloadSelector.All(),
                    new VectorSelector.All()),
                Duration.ofSeconds(20)))
        .points()
        .forEach(hit -> stored.put(hit.id(), FoldedFeed.Known.of(hit.payload(), hit.vectors())));
    return stored;
  }

  private static DunlinFailure failureOf(Throwable failure) {
    Throwable cause = failure;
    while (!(cause instanceof DunlinException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return ((DunlinException) cause).failure();
  }
}
