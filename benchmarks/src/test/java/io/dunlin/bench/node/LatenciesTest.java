package io.dunlin.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.report.NodeFigures.Latency;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void quantilesOfOneToTenThousandMilliseconds() {
    Latencies latencies = new Latencies();
    for (int i = 10_000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }
    assertThat(latencies.summary()).isEqualTo(new Latency(10_000, 5_000, 9_900, 10_000));
  }

  @Test
  void nothingAdded() {
    assertThat(new Latencies().summary()).isEqualTo(new Latency(0, 0, 0, 0));
  }
}
