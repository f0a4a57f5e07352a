package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.answer.CountedAnswers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks sees all that was acknowledged before, whether answers are kept, shared or read. */
class KeptAnswersIT {
  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int WRITES = 60;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ShardSettings SETTINGS =
      new ShardSettings(1 << 20, 256 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  /** What was acknowledged last of each writer's point. */
  private final AtomicLongArray acked = new AtomicLongArray(WRITERS);

  private final CountedAnswers counted = new CountedAnswers();

  @ParameterizedTest(name = "{0} shards")
  @ValueSource(ints = {1, 3})
  void anAnswerNeverLacksWhatWasAckedBeforeItWasAskedFor(int shards) throws Exception {
    AnswerSettings keep =
        new AnswerSettings(
            Optional.of(new AnswerSettings.Cache(1 << 20, Duration.ofMinutes(5))), counted);
    try (TestNode node = TestNode.start(folder, SETTINGS, keep);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(shards, Metric.DOT), TestNode.TIMEOUT));
      for (int writer = 0; writer < WRITERS; writer++) {
        write(birds, writer, 0);
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(
            threads.submit(() -> {
              for (long value = 1; value <= WRITES; value++) {
                write(birds, writer, value);
                look(birds);
                look(birds);
              }
              return null;
            }));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(
            threads.submit(() -> {
              while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                look(birds);
              }
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
      // Nothing is written any more: what is asked again is kept.
      look(birds);
      int before = counted.hits.get();
      for (int i = 0; i < 10; i++) {
        look(birds);
      }
      assertThat(counted.hits.get() - before).isEqualTo(10);
    }
  }

  private void write(Collections birds, int writer, long value) throws Exception {
    PointInput point = Flock.point(writer, Map.of("value", value));
    get(birds.write("birds", List.of(new PointOperation.Upsert(List.of(point))), WAIT));
    acked.set(writer, value);
  }

  /** The same query of all callers. */
  private void look(Collections birds) throws Exception {
    long[] least = new long[WRITERS];
    for (int writer = 0; writer < WRITERS; writer++) {
      least[writer] = acked.get(writer);
    }
    QueryRequest near =
        Flock.search(new VectorInput.Components(VectorValue.of(Flock.vector(99))), WRITERS, 0);
    QueryRequest all =
        new QueryRequest(near.root(), 0, new PayloadSelector.All(), near.vectors(), near.keys());
    List<Hit> hits = get(birds.query("birds", List.of(all), READ)).value().getFirst();
    assertThat(hits).hasSize(WRITERS);
    for (Hit hit : hits) {
      int writer = (int) hit.id().low();
      assertThat(hit.id()).isEqualTo(PointId.of(writer));
      long value = (Long) hit.payload().orElseThrow().fields().getOrDefault("value", -1L);
      assertThat(value).as("of writer %s", writer).isGreaterThanOrEqualTo(least[writer]);
    }
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(TestNode.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
