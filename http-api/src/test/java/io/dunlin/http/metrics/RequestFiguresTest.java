package io.dunlin.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.metrics.RequestFigures.Slow;
import io.dunlin.http.metrics.RequestMetrics.Api;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts and the slowest requests, against a list of all. */
class RequestFiguresTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsAndRemembersTheSlowest(long seed) {
    System.out.println("seed " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    AtomicInteger passedOn = new AtomicInteger();
    RequestFigures figures = new RequestFigures((_, _, _, _) -> passedOn.incrementAndGet());
    List<Long> all = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < 1000; i++) {
      long nanos = random.nextLong(1, 1_000_000);
      int status = random.nextInt(4) == 0 ? 404 : 200;
      failed += status == 404 ? 1 : 0;
      figures.record(Api.REST, "GET /collections", status, nanos);
      all.add(nanos);
    }
    figures.record(Api.GRPC, "/qdrant.Points/Query", 0, 1);

    assertThat(passedOn).hasValue(1001);
    var byStatus = Objects.requireNonNull(figures.of(Api.REST).get("GET /collections"));
    var refused = Objects.requireNonNull(byStatus.get(404));
    var done = Objects.requireNonNull(byStatus.get(200));
    assertThat(refused.count()).isEqualTo(failed);
    assertThat(done.count()).isEqualTo(1000 - failed);
    assertThat(done.nanos() + refused.nanos())
        .isEqualTo(all.stream().mapToLong(Long::longValue).sum());
    assertThat(figures.of(Api.GRPC)).containsOnlyKeys("/qdrant.Points/Query");
    all.sort(Comparator.reverseOrder());
    assertThat(figures.slowest(RequestFigures.SLOWEST).stream().map(Slow::nanos))
        .isEqualTo(all.subList(0, RequestFigures.SLOWEST));
    assertThat(figures.slowest(3)).hasSize(3);
  }
}
