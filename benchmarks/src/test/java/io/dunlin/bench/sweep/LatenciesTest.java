package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void quantilesOfOneToTenThousand() {
    Latencies latencies = new Latencies();
    for (int i = 10_000; i >= 1; i--) {
      latencies.add(i);
    }
    assertThat(latencies.count()).isEqualTo(10_000);
    assertThat(latencies.quantiles(0.5, 0.99, 1.0)).containsExactly(5_000, 9_900, 10_000);
  }

  @Test
  void twoTogether() {
    Latencies first = new Latencies();
    Latencies second = new Latencies();
    for (int i = 1; i <= 5_000; i++) {
      first.add(i);
      second.add(5_000 + i);
    }
    first.addAll(second);
    assertThat(first.quantiles(0.5, 1.0)).containsExactly(5_000, 10_000);
  }

  @Test
  void nothingAdded() {
    assertThat(new Latencies().quantiles(0.5, 1.0)).containsExactly(0, 0);
  }
}
