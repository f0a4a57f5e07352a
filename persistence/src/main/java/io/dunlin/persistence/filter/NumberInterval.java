package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The numbers that a {@link Check.Range} admits. Integers compare with the bounds exactly, also
 * beyond 2^53, where doubles leave gaps: 9007199254740993 is greater than 9007199254740992.0.
 *
 * @param lowOpen whether {@code low} itself is outside
 * @param highOpen whether {@code high} itself is outside
 */
public record NumberInterval(double low, boolean lowOpen, double high, boolean highOpen) {
  public static NumberInterval of(Check.Range range) {
    double gt = range.gt().orElse(Double.NEGATIVE_INFINITY);
    double gte = range.gte().orElse(Double.NEGATIVE_INFINITY);
    double lt = range.lt().orElse(Double.POSITIVE_INFINITY);
    double lte = range.lte().orElse(Double.POSITIVE_INFINITY);
    return new NumberInterval(
        Math.max(gt, gte),
        range.gt().isPresent() && gt >= gte,
        Math.min(lt, lte),
        range.lt().isPresent() && lt <= lte);
  }

  /** False for whatever is no number. */
  boolean contains(Object value) {
    return switch (value) {
      case Long number -> side((long) number) == 0;
      case Double number -> side((double) number) == 0;
      case BigInteger number -> contains(number);
      default -> false;
    };
  }

  private boolean contains(BigInteger value) {
    return !isUndefined()
        && admits(compare(value, low), lowOpen)
        && admits(-compare(value, high), highOpen);
  }

  /** Negative for what lies below all of it, positive for what lies above, 0 inside. */
  public int side(long value) {
    if (isUndefined() || !admits(compare(value, low), lowOpen)) {
      return -1;
    }
    return admits(-compare(value, high), highOpen) ? 0 : 1;
  }

  /** As {@link #side(long)}. */
  public int side(double value) {
    if (isUndefined() || !(lowOpen ? value > low : value >= low)) {
      return -1;
    }
    return (highOpen ? value < high : value <= high) ? 0 : 1;
  }

  private boolean isUndefined() {
    return Double.isNaN(low) || Double.isNaN(high);
  }

  private static boolean admits(int order, boolean open) {
    return open ? order > 0 : order >= 0;
  }

  /** The exact order; {@code bound} is not NaN. */
  private static int compare(long value, double bound) {
    double rounded = value;
    if (rounded != bound) {
      return rounded < bound ? -1 : 1;
    }
    // 2^63 is the one double that a long rounds to without being able to reach it.
    return bound == 0x1p63 ? -1 : Long.compare(value, (long) bound);
  }

  private static int compare(BigInteger value, double bound) {
    if (Double.isInfinite(bound)) {
      return bound > 0 ? -1 : 1;
    }
    return new BigDecimal(value).compareTo(new BigDecimal(bound));
  }
}
