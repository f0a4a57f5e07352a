package io.dunlin.actors.shard;

import java.time.Duration;

/**
 * How long commits wait for each other once many vectors wait for a graph, so that writers settle
 * at the builders' pace before any is refused: from half of the bound on at that pace, towards the
 * whole ever more slowly.
 */
final class WritePace {
  /** The share of the bound from which on writers are slowed. */
  private static final double CROWDED = 0.5;

  /** Rows a second, until a build has been seen. */
  private static final double UNKNOWN = 5000;

  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final double NANOS = 1e9;

  private double built = UNKNOWN;

  /** A build that took so long has given so many rows their graph. */
  void built(long rows, long nanos) {
    if (rows > 0) {
      built = (built + rows / Math.max(1e-3, nanos / NANOS)) / 2;
    }
  }

  /**
   * The wait after a commit of so many vectors.
   *
   * @param share of the bound on vectors without a graph that is used up
   */
  Duration pause(long rows, double share) {
    if (share <= CROWDED || rows == 0) {
      return Duration.ZERO;
    }
    double allowed = built * Math.max(0, 1 - share) / (1 - CROWDED);
    double seconds = Math.min((double) LONGEST.toSeconds(), rows / allowed);
    return Duration.ofNanos((long) (seconds * NANOS));
  }
}
