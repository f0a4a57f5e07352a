package io.dunlin.faults.load;

/** Whether everything runs and has recovered: then no answer may be old. Any thread may ask. */
final class Peace {
  private static final long WAR = Long.MAX_VALUE;

  private volatile long since = WAR;

  void end() {
    since = WAR;
  }

  void begin(long now) {
    since = now;
  }

  /** Whether it has lasted from then to now. */
  boolean hasLasted(long from) {
    return since <= from;
  }
}
