package io.dunlin.sharding.strict;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A token bucket that holds a minute's tokens: it starts full, is refilled evenly, and refuses what
 * it has too few tokens for. Any thread may call.
 */
final class RateBucket {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final long perMinute;
  private final LongSupplier nanoTime;

  /** When it is full again if nothing more is taken; may lie in the past. */
  private long fullAt;

  /**
   * @param perMinute at least 1
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  RateBucket(long perMinute, LongSupplier nanoTime) {
    // Beyond it the arithmetic below would overflow, and no node can do as much.
    this.perMinute = Math.min(perMinute, Integer.MAX_VALUE);
    this.nanoTime = nanoTime;
    this.fullAt = nanoTime.getAsLong();
  }

  /**
   * Why nothing was taken.
   *
   * @param available tokens that there were
   * @param pause until there are enough; empty where there never are
   */
  record Shortage(double available, Optional<Duration> pause) {}

  /** Takes all of the tokens, or none. */
  synchronized Optional<Shortage> take(long tokens) {
    long now = nanoTime.getAsLong();
    // A difference, since the clock's numbers may wrap.
    long missing = Math.max(0, fullAt - now);
    if (tokens > perMinute) {
      return Optional.of(new Shortage(available(missing), Optional.empty()));
    }
    long after = missing + nanosOf(tokens);
    if (after > MINUTE) {
      Duration pause = Duration.ofNanos(after - MINUTE);
      return Optional.of(new Shortage(available(missing), Optional.of(pause)));
    }
    fullAt = now + after;
    return Optional.empty();
  }

  boolean allows(long rate) {
    return Math.min(rate, Integer.MAX_VALUE) == perMinute;
  }

  /** How long it takes to refill so many tokens, rounded down. */
  private long nanosOf(long tokens) {
    return tokens * (MINUTE / perMinute) + tokens * (MINUTE % perMinute) / perMinute;
  }

  private double available(long missing) {
    return (double) (MINUTE - missing) * perMinute / MINUTE;
  }
}
