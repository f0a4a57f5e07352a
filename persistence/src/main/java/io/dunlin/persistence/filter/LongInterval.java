package io.dunlin.persistence.filter;

import java.util.Optional;

/** The integers from {@code low} to {@code high}, both included; none when low exceeds high. */
public record LongInterval(long low, long high) {
  private static final LongInterval NONE = new LongInterval(Long.MAX_VALUE, Long.MIN_VALUE);

  /** What all given bounds leave; an absent one does not bound. */
  public static LongInterval of(
      Optional<Long> gt, Optional<Long> gte, Optional<Long> lt, Optional<Long> lte) {
    if (gt.filter(bound -> bound == Long.MAX_VALUE).isPresent()
        || lt.filter(bound -> bound == Long.MIN_VALUE).isPresent()) {
      return NONE;
    }
    return new LongInterval(
        Math.max(gte.orElse(Long.MIN_VALUE), gt.map(bound -> bound + 1).orElse(Long.MIN_VALUE)),
        Math.min(lte.orElse(Long.MAX_VALUE), lt.map(bound -> bound - 1).orElse(Long.MAX_VALUE)));
  }

  /** Negative for what lies below all of it, positive for what lies above, 0 inside. */
  public int side(long value) {
    if (value < low) {
      return -1;
    }
    return value > high ? 1 : 0;
  }

  boolean contains(long value) {
    return low <= value && value <= high;
  }
}
