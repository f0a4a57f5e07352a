package io.dunlin.actors.follow;

import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.Leases;

/**
 * The standing of a copy that follows: it has everything while it has a lease. Changed by its
 * follower, asked by any thread.
 */
final class Following implements Standing {
  // Both in one, so that none is seen without the other.
  private record Known(boolean ever, long until) {}

  private volatile Known known = new Known(false, 0);

  /** The copy had everything at a time, and has no lease. */
  void completeAt(long nanoTime) {
    known = new Known(true, nanoTime);
  }

  /** The copy has a lease since it asked for it. */
  void leasedSince(long asked) {
    long until = asked + Leases.DURATION.toNanos();
    Known now = known;
    if (!now.ever() || until - now.until() > 0) {
      known = new Known(true, until);
    }
  }

  /** The copy has no lease any more. */
  void giveBack() {
    Known now = known;
    long present = System.nanoTime();
    if (now.ever() && now.until() - present > 0) {
      known = new Known(true, present - 1);
    }
  }

  @Override
  public long staleNanos() {
    Known now = known;
    return now.ever() ? Math.max(0, System.nanoTime() - now.until()) : NEVER;
  }
}
