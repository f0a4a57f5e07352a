package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several shards answer in two rounds, scores first. Points that are rewritten in between must not
 * come out with the score of one state and the vector of another.
 */
class SearchesBesideWritesIT {
  private static final int POINTS = 40;
  private static final int SEARCHES = 1500;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);

  @TempDir Path folder;

  @Test
  void aHitIsOneStateOfItsPoint() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (TestNode node = TestNode.start(folder, ShardSettings.defaults(), new CountingMetrics());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Collections collections = node.collections();
      CollectionsIT.get(
          collections.create("birds", Flock.config(4, Metric.EUCLID), TestNode.TIMEOUT));
      rewrite(collections, 0);
      Future<Long> writer =
          threads.submit(() -> {
            long round = 1;
            while (!stop.get()) {
              rewrite(collections, round++);
            }
            return round;
          });
      for (int i = 0; i < SEARCHES; i++) {
        float[] query = Flock.vector(-1 - i);
        List<Hit> hits =
            CollectionsIT.get(collections.query("birds", List.of(request(query)), TestNode.TIMEOUT))
                .getFirst();
        assertThat(hits).hasSize(POINTS / 2);
        for (Hit hit : hits) {
          VectorValue.Dense stored =
              (VectorValue.Dense) Objects.requireNonNull(hit.vectors().get(""));
          float[] vector = stored.components();
          assertThat(hit.score()).isCloseTo(distance(query, vector), Offset.offset(1e-4f));
        }
      }
      stop.set(true);
      assertThat(writer.get()).isGreaterThan(10);
    }
  }

  private static void rewrite(Collections collections, long round) {
    List<PointOperation.PointInput> points =
        LongStream.range(0, POINTS)
            .mapToObj(number ->
                new PointOperation.PointInput(
                    PointId.of(number),
                    Map.of("", VectorValue.of(Flock.vector(round * POINTS + number))),
                    Payload.EMPTY))
            .toList();
    CollectionsIT.get(collections.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
  }

  private static QueryRequest request(float[] query) {
    return QueryRequest.nearest(
        new VectorInput.Components(query),
        "",
        Filter.ALL,
        POINTS / 2,
        0,
        new SearchTuning(Optional.empty(), true, false, Optional.empty(), CodeUse.DEFAULT),
        Optional.empty(),
        new PayloadSelector.All(),
        new VectorSelector.All());
  }

  private static float distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return (float) Math.sqrt(sum);
  }
}
