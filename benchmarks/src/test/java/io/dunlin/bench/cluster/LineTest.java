package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void goesThroughPointsThatLieOnOne() {
    Line line = Line.through(new double[] {1, 4, 16, 64}, new double[] {125, 200, 500, 1700});
    assertThat(line.slope()).isCloseTo(25, within(1e-9));
    assertThat(line.intercept()).isCloseTo(100, within(1e-9));
  }

  /** Worked out by hand: means 2 and 3; sums 3 and 2. */
  @Test
  void liesBetweenThoseThatDoNot() {
    Line line = Line.through(new double[] {1, 2, 3}, new double[] {1, 4, 4});
    assertThat(line.slope()).isCloseTo(1.5, within(1e-9));
    assertThat(line.intercept()).isCloseTo(0, within(1e-9));
  }

  @Test
  void onePlaceMakesNoLine() {
    assertThatThrownBy(() -> Line.through(new double[] {2, 2}, new double[] {1, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
