package io.dunlin.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.sweep.Curve;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthFiguresTest {
  @Test
  void costIsComparedWithTheLogarithmOfTheSize() {
    GrowthFigures figures =
        new GrowthFigures(
            "a set",
            10,
            List.of(
                row("other", 1 << 10, 300),
                row("logarithmic", 1 << 20, 2_000),
                row("logarithmic", 1 << 10, 1_000),
                row("other", 1 << 20, 900)));
    assertThat(figures.rows())
        .extracting(GrowthFigures.Row::scored)
        .containsExactly(1_000.0, 2_000.0, 300.0, 900.0);
    assertThat(figures.toString().lines().filter(line -> line.contains("1048576")))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("100.0                  1.00"),
            line -> assertThat(line).endsWith("45.0                  1.50"));
  }

  private static GrowthFigures.Row row(String form, int rows, double scored) {
    Curve.Point point = new Curve.Point(Effort.of(64), 0.97, 5_000, 4_900, 5_100, 190, 300);
    return new GrowthFigures.Row(form, rows, point, scored);
  }
}
