package io.dunlin.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TailTest {
  private final Tail tail = new Tail(2, 10);

  @Test
  void goesThroughBothPointsItIsDrawnThrough() {
    assertThat(tail.exceededBy(0.5)).isCloseTo(2, within(1e-9));
    assertThat(tail.exceededBy(0.01)).isCloseTo(10, within(1e-9));
    assertThat(tail.beyond(10)).isCloseTo(0.01, within(1e-9));
    assertThat(tail.beyond(tail.exceededBy(1e-4))).isCloseTo(1e-4, within(1e-12));
  }

  @Test
  void theSlowestOfOneIsThatOne() {
    assertThat(tail.p99OfSlowest(1)).isCloseTo(10, within(1e-9));
  }

  /** 1 - 0.99^(1/1000), by hand 1.00503e-5. */
  @Test
  void ofAThousandEachMayBeLateAboutAThousandTimesLessOften() {
    assertThat(Tail.shareOfOne(1_000, 0.01)).isCloseTo(1.00503e-5, within(1e-10));
    assertThat(tail.p99OfSlowest(1_000))
        .isCloseTo(tail.exceededBy(1.00503e-5), within(1e-3))
        .isGreaterThan(tail.p99OfSlowest(100));
  }

  @Test
  void askingAnotherCopyHelpsOnceTheTailIsLongerThanTheWait() {
    double hedged = tail.p99OfSlowestHedged(1_000, 3);
    assertThat(hedged).isLessThan(tail.p99OfSlowest(1_000)).isGreaterThan(3);
    double late = tail.beyond(hedged) * tail.beyond(hedged - 3);
    assertThat(late).isCloseTo(Tail.shareOfOne(1_000, 0.01), within(1e-8));
    assertThat(tail.p99OfSlowestHedged(1_000, 1e6))
        .as("not asked in time")
        .isCloseTo(tail.p99OfSlowest(1_000), within(1e-3));
  }

  @Test
  void aTailEndsAfterItsMedian() {
    assertThatThrownBy(() -> new Tail(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
