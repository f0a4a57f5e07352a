package io.dunlin.actors.feed;

/** How far one follower has come, for metrics: written by its feed, read by any thread. */
final class FollowerFigures {
  private volatile long confirmed;
  private volatile long completeAt;
  private volatile long inFlight;

  /** Of one that begins to follow and has all up to a position. */
  FollowerFigures(long position, long now) {
    confirmed = position;
    completeAt = now;
  }

  void confirmed(long position, boolean everything, long now) {
    confirmed = position;
    if (everything) {
      completeAt = now;
    }
  }

  void inFlight(long bytes) {
    inFlight = bytes;
  }

  /** Positions up to the writer's last that it has not confirmed. */
  long behind(long last) {
    return Math.max(0, last - confirmed);
  }

  /** Since when it has not had everything; 0 when it has. */
  long behindNanos(long last, long now) {
    return behind(last) == 0 ? 0 : Math.max(0, now - completeAt);
  }

  long inFlightBytes() {
    return inFlight;
  }
}
