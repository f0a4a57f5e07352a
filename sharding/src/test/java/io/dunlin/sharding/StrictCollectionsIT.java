package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that need the shards of a real node, and what the catalog keeps of them. */
class StrictCollectionsIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(64 << 10, 16 << 10, 32 << 20, 500_000, 256 << 20, 1);
  private static final long VECTOR_BYTES = Flock.DIMENSION * Float.BYTES;

  @TempDir Path folder;

  @Test
  void aCollectionTakesNoMoreThanItMayHoldUntilThereIsRoomAgain() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      CollectionConfig config = Flock.config(2, Metric.EUCLID);
      get(
          collections.create(
              "birds",
              config.strict(limits(Map.of(Limit.MAX_POINTS_COUNT, 500L))),
              TestNode.TIMEOUT));
      write(collections, 0, 500).join();
      assertThat(refusal(collections))
          .isEqualTo(new DunlinFailure.BadRequest("Max points count limit of 500 reached!"));
      get(
          collections.write(
              "birds",
              List.of(new PointOperation.Delete(new PointOperation.ByFilter(Filter.ALL))),
              WAIT));
      awaitRoom(collections);
    }
  }

  /** The next upsert is refused when the shards have been asked again. */
  private static DunlinFailure refusal(Collections collections) throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (true) {
      try {
        write(collections, 0, 1).join();
      } catch (CompletionException refused) {
        return ((DunlinException) Objects.requireNonNull(refused.getCause())).failure();
      }
      assertThat(System.nanoTime()).isLessThan(patience);
      Thread.sleep(50);
    }
  }

  private static void awaitRoom(Collections collections) throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (write(collections, 0, 1).handle((_, failure) -> failure != null).join()) {
      assertThat(System.nanoTime()).isLessThan(patience);
      Thread.sleep(50);
    }
  }

  @Test
  void shardsSayHowManyBytesTheirPointsTake() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", Flock.config(2, Metric.EUCLID), TestNode.TIMEOUT));
      write(collections, 0, 3_000).join();
      assertBytes(collections, 3_000);
      get(collections.optimize("birds", TestNode.TIMEOUT));
      assertBytes(collections, 3_000);
      get(
          collections.write(
              "birds",
              List.of(
                  new PointOperation.Delete(
                      new PointOperation.ByIds(
                          LongStream.range(0, 1_000)
                              .mapToObj(id -> Flock.point(id, Map.of()).id())
                              .toList()))),
              WAIT));
      assertBytes(collections, 2_000);
      get(collections.optimize("birds", TestNode.TIMEOUT));
      assertBytes(collections, 2_000);
    }
  }

  private static void assertBytes(Collections collections, long points) {
    CollectionStatus status = get(collections.status("birds", TestNode.TIMEOUT));
    assertThat(status.points()).isEqualTo(points);
    assertThat(status.shards().stream().mapToLong(ShardStatus::vectorBytes).sum())
        .isBetween(points * VECTOR_BYTES - 10, points * VECTOR_BYTES + 10);
    // Of a text of 30 letters and its key.
    assertThat(status.shards().stream().mapToLong(ShardStatus::payloadBytes).sum())
        .isBetween(points * 32, points * 45);
  }

  @Test
  void limitsComeBackAfterARestart() throws Exception {
    StrictModeSettings first = limits(Map.of(Limit.MAX_QUERY_LIMIT, 10L, Limit.MAX_TIMEOUT, 5L));
    StrictModeSettings merged = limits(Map.of(Limit.MAX_QUERY_LIMIT, 7L, Limit.MAX_TIMEOUT, 5L));
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      CollectionConfig config = Flock.config(1, Metric.EUCLID);
      get(collections.create("birds", config.strict(first), TestNode.TIMEOUT));
      CollectionPatch patch =
          new CollectionPatch(
              Map.of(),
              HnswSettings.NONE,
              OptimizerSettings.NONE,
              new QuantizationPatch.Keep(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Payload.EMPTY,
              new StrictModeSettings(
                  Optional.empty(),
                  new TreeMap<>(Map.of(Limit.MAX_QUERY_LIMIT, 7L)),
                  new TreeMap<>(),
                  Optional.empty(),
                  new TreeMap<>(),
                  new TreeMap<>()),
              Map.of());
      get(collections.update("birds", patch, TestNode.TIMEOUT));
      assertThat(get(collections.find("birds")).config().strictMode()).isEqualTo(merged);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      assertThat(get(node.collections().find("birds")).config().strictMode()).isEqualTo(merged);
    }
  }

  private static StrictModeSettings limits(Map<Limit, Long> limits) {
    return new StrictModeSettings(
        Optional.of(true),
        new TreeMap<>(limits),
        new TreeMap<>(Map.of(Permission.SEARCH_ALLOW_EXACT, false)),
        Optional.of(1.5),
        new TreeMap<>(Map.of("m", 3L)),
        new TreeMap<>());
  }

  private static CompletableFuture<?> write(Collections collections, long from, long to) {
    Map<String, Object> payload = Map.of("t", "x".repeat(30));
    return collections
        .write(
            "birds",
            List.of(
                new PointOperation.Upsert(
                    LongStream.range(from, to).mapToObj(id -> Flock.point(id, payload)).toList())),
            WAIT)
        .toCompletableFuture();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
