package io.dunlin.actors.placement.world;

/** A node's monotonic clock: it runs a little too fast or too slow, from any beginning. */
final class NodeClock {
  private final double rate;
  private final long beginning;
  private long stoodStill;

  NodeClock(double rate, long beginning) {
    this.rate = rate;
    this.beginning = beginning;
  }

  long at(long now) {
    return beginning + (long) (rate * (now - stoodStill));
  }

  void standStill(long millis) {
    stoodStill += millis;
  }
}
