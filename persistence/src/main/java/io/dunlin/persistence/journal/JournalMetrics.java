package io.dunlin.persistence.journal;

/** Told about every group commit, on the writer's thread: must be quick and must not throw. */
@FunctionalInterface
public interface JournalMetrics {
  JournalMetrics NONE = _ -> {};

  void committed(GroupCommitted commit);

  /**
   * One synced write to the log.
   *
   * @param writes atomic writes that shared it
   * @param events events in those
   * @param bytes keys and values
   * @param nanos how long write and sync took together
   */
  record GroupCommitted(int writes, int events, long bytes, long nanos) {}
}
