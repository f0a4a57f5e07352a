package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KneeTest {
  private record Point(double cost, double value) {}

  private static Optional<Point> knee(List<Point> curve) {
    return Knee.of(curve, Point::cost, Point::value);
  }

  /** The curve of the paper's figure 2, whose knee is at 0.22. */
  @Test
  void ofThePapersCurve() {
    List<Point> curve =
        IntStream.rangeClosed(0, 9)
            .mapToObj(i -> new Point(i / 9.0, -1 / (i / 9.0 + 0.1) + 5))
            .toList();
    assertThat(knee(curve)).map(Point::cost).hasValue(2 / 9.0);
  }

  @Test
  void doesNotDependOnTheScales() {
    List<Point> curve =
        List.of(new Point(100, 0.5), new Point(200, 0.9), new Point(400, 0.95), new Point(900, 1));
    assertThat(knee(curve)).hasValue(curve.get(1));
    List<Point> scaled =
        curve.stream().map(point -> new Point(3 * point.cost() + 7, point.value() / 9)).toList();
    assertThat(knee(scaled)).hasValue(scaled.get(1));
  }

  @Test
  void aLineHasNone() {
    assertThat(knee(IntStream.range(0, 9).mapToObj(i -> new Point(i, i)).toList())).isEmpty();
  }

  @Test
  void aCurveThatRisesEverFasterHasNone() {
    assertThat(knee(IntStream.range(0, 9).mapToObj(i -> new Point(i, i * i)).toList())).isEmpty();
  }

  @Test
  void twoPointsHaveNone() {
    assertThat(knee(List.of(new Point(1, 1), new Point(2, 5)))).isEmpty();
  }
}
