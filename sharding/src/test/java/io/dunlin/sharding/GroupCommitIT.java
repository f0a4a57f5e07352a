package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that come while the journal is busy become one event. */
class GroupCommitIT {
  private static final int WRITERS = 64;
  private static final int POINTS = 40;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);

  @TempDir Path folder;

  @Test
  void manySmallWritersCauseFewEvents() throws Exception {
    CountingMetrics metrics = new CountingMetrics();
    try (TestNode node = TestNode.start(folder, ShardSettings.defaults(), metrics);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Collections collections = node.collections();
      CollectionsIT.get(
          collections.create("birds", Flock.config(1, Metric.EUCLID), TestNode.TIMEOUT));
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        running.add(writers.submit(() -> write(collections, writer)));
      }
      for (Future<?> writer : running) {
        writer.get();
      }
      assertThat(metrics.writes).hasValue(WRITERS * POINTS);
      System.out.printf("%d writes, %d events%n", metrics.writes.get(), metrics.events.get());
      assertThat(metrics.events.get()).isLessThan(WRITERS * POINTS / 8);
      assertThat(CollectionsIT.get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT)))
          .isEqualTo((long) WRITERS * POINTS);
    }
  }

  private static void write(Collections collections, int writer) {
    for (int i = 0; i < POINTS; i++) {
      PointOperation one =
          new PointOperation.Upsert(List.of(Flock.point((long) writer * POINTS + i, Map.of())));
      CollectionsIT.get(collections.write("birds", List.of(one), WAIT));
    }
  }
}
