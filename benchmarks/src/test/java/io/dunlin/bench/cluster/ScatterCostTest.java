package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.bench.report.TextTable;
import org.junit.jupiter.api.Test;

class ScatterCostTest {
  @Test
  void whatAShardAddsIsTheSlopeOverTheMedianRounds() {
    ScatterCost cost = new ScatterCost("some points");
    for (int shards : new int[] {1, 4, 16}) {
      double micros = 40 + 20 * shards;
      // The outer two say nothing.
      for (double factor : new double[] {0.5, 1, 3}) {
        cost.add(shards, new ScatterCost.Round(1_000, factor * micros * 1_000 / 1e6, 1, 2));
      }
    }
    assertThat(cost.cpuMicros(4)).isCloseTo(120, within(1e-9));
    assertThat(cost.addedMicros()).isCloseTo(20, within(1e-9));
    assertThat(cost.line().intercept()).isCloseTo(40, within(1e-9));
    TextTable table = ScatterCost.table();
    cost.rows(table);
    assertThat(table.markdown())
        .contains("| some points | 1 | 60.0 | - | 1.00 | 2.00 | 3000 |")
        .contains("| some points | 16 | 360.0 | 20.0 |")
        .contains("| some points | each | - | 20.0 |");
  }
}
