package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Backlog;

/**
 * A shard's limits.
 *
 * @param freezeBytes vector bytes at which the growing segment is frozen
 * @param eventBytes aimed size of one event
 * @param queueBytes writes that may wait for the journal; more are refused
 * @param backlogRows rows that may wait for a graph; from half of it on writes are slowed, at it
 *     they are refused
 * @param backlogBytes the same in bytes of vectors
 * @param builderThreads threads of a build
 * @param shadows indexes by changed settings
 */
public record ShardSettings(
    long freezeBytes,
    long eventBytes,
    long queueBytes,
    long backlogRows,
    long backlogBytes,
    int builderThreads,
    ShadowSettings shadows) {
  /** With the usual settings of what is compared. */
  public ShardSettings(
      long freezeBytes,
      long eventBytes,
      long queueBytes,
      long backlogRows,
      long backlogBytes,
      int builderThreads) {
    this(
        freezeBytes,
        eventBytes,
        queueBytes,
        backlogRows,
        backlogBytes,
        builderThreads,
        ShadowSettings.DEFAULTS);
  }

  /** How much of the bound on rows without an index is used: 1 is all of it. */
  double shareUsed(Backlog backlog) {
    return Math.max((double) backlog.rows() / backlogRows, (double) backlog.bytes() / backlogBytes);
  }

  public static ShardSettings defaults() {
    return new ShardSettings(
        8 << 20,
        512 << 10,
        32 << 20,
        500_000,
        128 << 20,
        Runtime.getRuntime().availableProcessors());
  }
}
