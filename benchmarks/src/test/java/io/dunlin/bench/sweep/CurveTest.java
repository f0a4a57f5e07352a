package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.bench.peers.Effort;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static final Curve CURVE =
      curve(point(10, 0.8, 1000), point(20, 0.9, 100), point(40, 0.98, 25));

  @Test
  void interpolatesTheLogarithmOfTheSpeed() {
    assertThat(CURVE.queriesPerSecondAt(0.85).getAsDouble())
        .isEqualTo(Math.sqrt(1000 * 100), within(1e-6));
    assertThat(CURVE.queriesPerSecondAt(0.94).getAsDouble()).isEqualTo(50, within(1e-6));
    assertThat(CURVE.queriesPerSecondAt(0.9).getAsDouble()).isEqualTo(100, within(1e-6));
  }

  @Test
  void isEmptyAboveTheBestRecallAndABoundBelowTheWorst() {
    assertThat(CURVE.queriesPerSecondAt(0.99)).isEmpty();
    assertThat(CURVE.queriesPerSecondAt(0.5)).hasValue(1000);
  }

  @Test
  void ofEqualRecallsTheFasterCounts() {
    Curve flat = curve(point(10, 0.9, 500), point(20, 1, 100), point(40, 1, 50));
    assertThat(flat.queriesPerSecondAt(1).getAsDouble()).isEqualTo(100, within(1e-6));
  }

  @Test
  void theFrontHasNoPointThatAnotherBeatsInBoth() {
    Curve zigzag =
        curve(point(10, 0.9, 500), point(11, 0.95, 300), point(20, 0.94, 200), point(40, 0.8, 400));
    assertThat(zigzag.front()).extracting(Curve.Point::recall).containsExactly(0.9, 0.95);
    assertThat(zigzag.queriesPerSecondAt(0.8)).hasValue(500);
  }

  @Test
  void theRecallAtASpeedLiesOnTheSameLine() {
    assertThat(CURVE.recallAt(CURVE.queriesPerSecondAt(0.85).getAsDouble()))
        .isEqualTo(0.85, within(1e-9));
    assertThat(CURVE.recallAt(CURVE.queriesPerSecondAt(0.97).getAsDouble()))
        .isEqualTo(0.97, within(1e-9));
    assertThat(CURVE.recallAt(10)).as("slower than all: the best").isEqualTo(0.98);
    assertThat(CURVE.recallAt(2000)).as("faster than all").isZero();
  }

  private static Curve.Point point(int breadth, double recall, double speed) {
    return new Curve.Point(Effort.of(breadth), recall, speed, speed, speed, 0, 0);
  }

  private static Curve curve(Curve.Point... points) {
    return new Curve("one", "", 1, 1, 1, "", List.of(points));
  }
}
