package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WritePaceTest {
  @Test
  void nobodyWaitsWhileHalfOfTheBoundIsFree() {
    WritePace pace = new WritePace();
    assertThat(pace.pause(1_000_000, 0.5)).isZero();
    assertThat(pace.pause(0, 0.99)).isZero();
  }

  @Test
  void writersGoAtTheBuildersPaceAndThenEverMoreSlowly() {
    WritePace pace = new WritePace();
    for (int i = 0; i < 30; i++) {
      pace.built(20_000, Duration.ofSeconds(10).toNanos());
    }
    assertThat(pace.pause(1000, 0.5001)).isBetween(Duration.ofMillis(490), Duration.ofMillis(510));
    assertThat(pace.pause(1000, 0.75)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1010));
    assertThat(pace.pause(1000, 0.999)).isEqualTo(Duration.ofSeconds(5));
    assertThat(pace.pause(1, 1.5)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whateverIsMergedOnlyTellsNothing() {
    WritePace pace = new WritePace();
    Duration before = pace.pause(1000, 0.75);
    pace.built(0, Duration.ofHours(1).toNanos());
    assertThat(pace.pause(1000, 0.75)).isEqualTo(before);
  }

  /** Writers without end against a builder: it never comes to a refusal. */
  @Test
  void theBoundIsNotReached() {
    WritePace pace = new WritePace();
    double bound = 100_000;
    double rowsPerSecond = 3000;
    double growing = 0;
    double building = 0;
    double readyAt = 0;
    double now = 0;
    double worst = 0;
    while (now < 600) {
      growing += 1000;
      now += 0.02;
      double share = (growing + building) / bound;
      worst = Math.max(worst, share);
      now += pace.pause(1000, share).toNanos() / 1e9;
      if (now >= readyAt) {
        pace.built((long) building, (long) (building / rowsPerSecond * 1e9));
        building = growing;
        growing = 0;
        readyAt = now + building / rowsPerSecond;
      }
    }
    assertThat(worst).isBetween(0.5, 0.99);
  }
}
