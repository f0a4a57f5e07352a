package io.dunlin.actors.feed;

import java.time.Duration;

/**
 * How long a copy may answer for the writer without asking it, after Gray and Cheriton (Leases,
 * SOSP 1989). The copy counts from when it asked; the writer from when it granted, and a margin:
 * safe as long as no two nodes' clocks differ in <em>speed</em> by more than the margin in the
 * duration.
 */
public final class Leases {
  public static final Duration DURATION = Duration.ofSeconds(2);
  static final Duration MARGIN = Duration.ofMillis(300);

  /** So long acknowledgements wait for a copy that has a lease and does not confirm. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  /**
   * How long a copy that was too slow gets no lease: this, and twice as long each time, until it
   * has had one for the longest.
   */
  static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private Leases() {}

  /** After that, on the writer's clock, a lease granted now is over. */
  static long over(long now) {
    return now + DURATION.plus(MARGIN).toNanos();
  }
}
