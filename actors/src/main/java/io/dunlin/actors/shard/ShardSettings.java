package io.dunlin.actors.shard;

/**
 * A shard's limits.
 *
 * @param freezeBytes vector bytes at which the growing segment is frozen
 * @param eventBytes aimed size of one event
 * @param queueBytes writes that may wait for the journal; more are refused
 * @param backlogRows rows that may wait for a graph; from half of it on writes are slowed, at it
 *     they are refused
 * @param backlogBytes the same in bytes of vectors
 * @param builderThreads threads that one build may use
 */
public record ShardSettings(
    long freezeBytes,
    long eventBytes,
    long queueBytes,
    long backlogRows,
    long backlogBytes,
    int builderThreads) {
  public static ShardSettings defaults() {
    return new ShardSettings(
        8 << 20,
        512 << 10,
        32 << 20,
        500_000,
        256 << 20,
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }
}
