package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardMetrics;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroppedCollectionsIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(8 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  @Test
  void aNameMadeAgainNeverSeesOldPoints() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      for (long made = 1; made <= 5; made++) {
        create(collections);
        if (made > 1) {
          await("it can be read", () -> countOrMinusOne(collections) >= 0);
        }
        assertThat(countOrMinusOne(collections)).isLessThanOrEqualTo(0);
        write(collections, made * 200);
        assertThat(countOrMinusOne(collections)).isEqualTo(made * 200);
        assertThat(CollectionsIT.get(collections.drop("birds", TestNode.TIMEOUT))).isTrue();
      }
      await("the files are gone", () -> shardFolders().isEmpty());
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      create(node.collections());
      write(node.collections(), 10);
      assertThat(countOrMinusOne(node.collections())).isEqualTo(10);
    }
  }

  @Test
  void whatADropLeftBehindIsRemovedAtTheNextStart() throws Exception {
    Path copy = folder.resolve("copy");
    Set<String> trimmed = ConcurrentHashMap.newKeySet();
    ShardId shard;
    try (TestNode node =
        TestNode.start(
            folder,
            SMALL,
            ShardMetrics.none(),
            journal -> new UnsureTrimmer(journal, true, trimmed))) {
      Collections collections = node.collections();
      create(collections);
      write(collections, 500);
      CollectionsIT.get(collections.optimize("birds", TestNode.TIMEOUT));
      shard = CollectionsIT.get(collections.find("birds")).shards().getFirst();
      copyFolder(shardFolder(shard), copy);
      assertThat(CollectionsIT.get(collections.drop("birds", TestNode.TIMEOUT))).isTrue();
      await("the files are gone", () -> shardFolders().isEmpty());
    }
    copyFolder(copy, shardFolder(shard));
    try (TestNode node =
        TestNode.start(
            folder,
            SMALL,
            ShardMetrics.none(),
            journal -> new UnsureTrimmer(journal, false, trimmed))) {
      await("the files are gone", () -> shardFolders().isEmpty());
      await("the log is gone", () -> trimmed.contains(shard.toString()));
      assertThat(CollectionsIT.get(node.collections().list())).isEmpty();
      await("it is forgotten", () -> node.dropped().isEmpty());
    }
    // As on a node that was away all the time.
    trimmed.clear();
    copyFolder(copy, shardFolder(shard));
    try (TestNode node =
        TestNode.start(
            folder,
            SMALL,
            ShardMetrics.none(),
            journal -> new UnsureTrimmer(journal, false, trimmed))) {
      await("the files are gone", () -> shardFolders().isEmpty());
      assertThat(node.dropped()).isEmpty();
      assertThat(trimmed).isEmpty();
    }
  }

  /** The journal's trimmer, but for one thing. */
  private record UnsureTrimmer(LogTrimmer journal, boolean fails, Set<String> trimmed)
      implements LogTrimmer {
    @Override
    public void trim(String persistenceId, long position) {
      if (fails) {
        throw new IllegalStateException("the test does not let the log be trimmed");
      }
      journal.trim(persistenceId, position);
      trimmed.add(persistenceId);
    }

    @Override
    public long bytes() {
      return journal.bytes();
    }
  }

  private static void create(Collections collections) {
    assertThat(
            CollectionsIT.get(
                collections.create("birds", Flock.config(1, Metric.EUCLID), TestNode.TIMEOUT)))
        .isTrue();
  }

  private static void write(Collections collections, long points) {
    PointOperation all =
        new PointOperation.Upsert(
            LongStream.range(0, points).mapToObj(id -> Flock.point(id, Map.of())).toList());
    CollectionsIT.get(collections.write("birds", List.of(all), WAIT));
  }

  /** The points, or -1 while the shard is still being opened. */
  private static long countOrMinusOne(Collections collections) {
    return collections
        .count("birds", Filter.ALL, TestNode.TIMEOUT)
        .exceptionally(_ -> -1L)
        .toCompletableFuture()
        .join();
  }

  private Path shardFolder(ShardId shard) {
    return folder.resolve("segments").resolve(shard.toString());
  }

  private List<Path> shardFolders() {
    try (Stream<Path> folders = Files.list(folder.resolve("segments"))) {
      return folders.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(patience);
      Thread.sleep(10);
    }
  }
}
