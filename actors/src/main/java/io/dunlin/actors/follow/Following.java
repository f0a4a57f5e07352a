package io.dunlin.actors.follow;

import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.Leases;
import java.util.Optional;

/**
 * The standing of a copy that follows: it has everything while it has a lease. Changed by its
 * follower, asked by any thread.
 */
final class Following implements Standing {
  // Both in one, so that none is seen without the other.
  private record Known(boolean ever, long until) {}

  private volatile Known known = new Known(false, 0);
  private volatile long writer;
  private volatile long heard = System.nanoTime();

  /** The writer said something. */
  void heard() {
    heard = System.nanoTime();
  }

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

  /** The writer was at this position. */
  void writerAt(long position) {
    writer = position;
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
  public Optional<Progress> progress(long position) {
    return Optional.of(new Progress.Follows(Math.max(0, writer - position)));
  }

  @Override
  public long staleNanos() {
    Known now = known;
    return now.ever() ? Math.max(0, System.nanoTime() - now.until()) : NEVER;
  }

  @Override
  public long silentNanos() {
    return Math.max(0, System.nanoTime() - heard);
  }
}
