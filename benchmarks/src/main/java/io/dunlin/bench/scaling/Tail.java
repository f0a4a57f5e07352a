package io.dunlin.bench.scaling;

/**
 * Times whose tail falls as a power from the median on, drawn through the median and the 99th
 * percentile: heavier than most that are measured, so what follows from it is not too good.
 *
 * @param median and {@code p99} in the same unit, the median less
 */
record Tail(double median, double p99) {
  private static final double HALVES = 0.5;

  Tail {
    if (!(median > 0) || !(p99 >= median)) {
      throw new IllegalArgumentException("median " + median + ", p99 " + p99);
    }
  }

  /** The share of all that take longer. */
  double beyond(double time) {
    if (time <= median) {
      return HALVES;
    }
    return p99 == median ? 0 : HALVES * Math.pow(median / time, 1 / exponent());
  }

  /** The time that only this share exceeds; half at most. */
  double exceededBy(double share) {
    return median * Math.pow(HALVES / share, exponent());
  }

  private double exponent() {
    return Math.log(p99 / median) / Math.log(HALVES / 0.01);
  }

  /**
   * The share of single answers that may be late if a query of so many is to be late this often.
   */
  static double shareOfOne(int answers, double shareOfQueries) {
    return -Math.expm1(Math.log1p(-shareOfQueries) / answers);
  }

  /** What 99 of 100 queries take that wait for so many independent answers. */
  double p99OfSlowest(int answers) {
    return exceededBy(shareOfOne(answers, 0.01));
  }

  /**
   * The same where another copy is asked too after a while, and the first answer counts.
   *
   * @param after the while
   */
  double p99OfSlowestHedged(int answers, double after) {
    double share = shareOfOne(answers, 0.01);
    double low = median;
    double high = exceededBy(share);
    // What is exceeded falls with time, so halving finds the time.
    for (int step = 0; step < 100; step++) {
      double middle = (low + high) / 2;
      double late = beyond(middle) * (middle > after ? beyond(middle - after) : 1);
      if (late > share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
