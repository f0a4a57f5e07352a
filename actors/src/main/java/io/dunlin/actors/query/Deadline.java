package io.dunlin.actors.query;

import java.time.Duration;

/** When a caller stops waiting, on this machine's monotonic clock. */
public record Deadline(long nanoTime) {
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  public boolean passed() {
    return System.nanoTime() - nanoTime > 0;
  }

  /** Time left; zero when passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
