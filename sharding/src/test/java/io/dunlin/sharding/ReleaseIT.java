package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Indexing;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A released collection holds no memory, and whoever asks for it finds it as it was. */
class ReleaseIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  // Small limits, so that some hundred points freeze, seal and merge.
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);
  private static final ShardSettings LARGE =
      new ShardSettings(64 << 20, 1 << 20, 32 << 20, 500_000, 256 << 20, 1);
  private static final int SHARDS = 3;
  private static final int POINTS = 600;

  @TempDir Path folder;

  @Test
  void nothingIsMappedUntilSomebodyAsks() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      fill(collections);
      List<ShardMemory> released = get(collections.release("birds", TestNode.TIMEOUT));
      assertThat(released)
          .hasSize(SHARDS)
          .allMatch(shard -> !shard.held() && shard.copies() == 1 && shard.bytes() > 0);
      awaitNothingMapped();
      assertThat(light(collections)).isEqualTo(CollectionStatus.Light.GREY);
      assertThat(get(collections.release("birds", TestNode.TIMEOUT)))
          .as("once more")
          .allMatch(shard -> !shard.held() && shard.bytes() == 0);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      assertThat(light(collections)).as("after a restart").isEqualTo(CollectionStatus.Light.GREY);
      assertThat(MappedFiles.below(folder).files()).isZero();
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(POINTS);
      assertThat(MappedFiles.below(folder).files()).isPositive();
      assertThat(light(collections)).isNotIn(CollectionStatus.Light.GREY);
      assertThat(get(collections.release("birds", TestNode.TIMEOUT))).noneMatch(ShardMemory::held);
      Collections.Loaded loaded = get(collections.load("birds", 5, TestNode.TIMEOUT));
      assertThat(loaded.shards()).allMatch(shard -> shard.held() && shard.bytes() > 0);
      assertThat(loaded.warmed().queries()).isEqualTo(5);
    }
  }

  @Test
  void whatWasWrittenLastIsSealed() throws Exception {
    try (TestNode node = TestNode.start(folder, LARGE)) {
      Collections collections = node.collections();
      get(collections.create("birds", Flock.config(SHARDS, Metric.DOT), TestNode.TIMEOUT));
      for (int round = 1; round <= 2; round++) {
        write(collections, new Random(round), new TreeMap<>());
        assertThat(sealed(collections)).isLessThan(1);
        assertThat(get(collections.flush("birds", TestNode.TIMEOUT))).isTrue();
        assertThat(sealed(collections)).isEqualTo(1);
      }
    }
  }

  /** The share of rows that are in sealed segments. */
  private static double sealed(Collections collections) {
    List<Indexing.SegmentRows> segments =
        get(collections.status("birds", TestNode.TIMEOUT)).shards().stream()
            .flatMap(shard -> shard.indexing().segments().stream())
            .toList();
    long all = segments.stream().mapToLong(Indexing.SegmentRows::count).sum();
    long sealed =
        segments.stream()
            .filter(Indexing.SegmentRows::sealed)
            .mapToLong(Indexing.SegmentRows::count)
            .sum();
    return (double) sealed / all;
  }

  @Test
  void whatIsReleasedCanBeDroppedAndWhatIsNotThereCannotBeReleased() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      fill(collections);
      get(collections.release("birds", TestNode.TIMEOUT));
      assertThat(get(collections.drop("birds", TestNode.TIMEOUT))).isTrue();
      assertThatThrownBy(() -> get(collections.release("birds", TestNode.TIMEOUT)))
          .hasMessageContaining("Collection `birds` doesn't exist!");
      fill(collections);
      assertThat(light(collections)).as("another of the name").isNotIn(CollectionStatus.Light.GREY);
    }
  }

  /** Writes go on while the collection is released again and again: each is there afterwards. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void writesGoOnMeanwhile(long seed) throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    SortedMap<Long, Object> model = new TreeMap<>();
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", Flock.config(SHARDS, Metric.DOT), TestNode.TIMEOUT));
      for (int round = 0; round < 8; round++) {
        CompletableFuture<List<ShardMemory>> releasing =
            collections.release("birds", TestNode.TIMEOUT).toCompletableFuture();
        for (int write = random.nextInt(4); write >= 0; write--) {
          write(collections, random, model);
          compare(collections, model);
        }
        get(releasing);
        if (random.nextBoolean()) {
          get(collections.load("birds", 0, TestNode.TIMEOUT));
        }
      }
      get(collections.release("birds", TestNode.TIMEOUT));
      compare(collections, model);
    }
  }

  private static void write(Collections collections, Random random, SortedMap<Long, Object> model) {
    List<PointOperation.PointInput> points =
        random
            .longs(40, 0, POINTS)
            .distinct()
            .mapToObj(id -> {
              long version = random.nextInt(1_000);
              model.put(id, version);
              return Flock.point(id, Map.of("version", version));
            })
            .toList();
    get(collections.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
  }

  private static void compare(Collections collections, SortedMap<Long, Object> model) {
    Map<Long, Object> found =
        get(
                collections.retrieve(
                    "birds",
                    model.keySet().stream().map(PointId::of).toList(),
                    new PayloadSelector.All(),
                    new VectorSelector.None(),
                    TestNode.TIMEOUT))
            .stream()
            .collect(Collectors.toMap(hit -> hit.id().low(), ReleaseIT::version));
    assertThat(found).isEqualTo(model);
  }

  private static Object version(Hit hit) {
    return Objects.requireNonNull(hit.payload().orElseThrow().fields().get("version"));
  }

  private static void fill(Collections collections) {
    get(collections.create("birds", Flock.config(SHARDS, Metric.DOT), TestNode.TIMEOUT));
    get(
        collections.write(
            "birds",
            List.of(
                new PointOperation.Upsert(
                    LongStream.range(0, POINTS)
                        .mapToObj(id -> Flock.point(id, Map.of("number", id)))
                        .toList())),
            WAIT));
    get(collections.optimize("birds", TestNode.TIMEOUT));
  }

  private static CollectionStatus.Light light(Collections collections) {
    return get(collections.status("birds", TestNode.TIMEOUT)).light();
  }

  private void awaitNothingMapped() throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (MappedFiles.below(folder).files() > 0) {
      assertThat(System.nanoTime()).isLessThan(patience);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
