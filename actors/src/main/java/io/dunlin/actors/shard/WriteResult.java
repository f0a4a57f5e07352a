package io.dunlin.actors.shard;

/**
 * How one operation ended.
 *
 * @param operationId log position of its last event; the highest of several shards
 */
public record WriteResult(long operationId, Status status) {
  public enum Status {
    /** The journal has it. */
    ACKNOWLEDGED,
    /** Visible to every read from now on. */
    COMPLETED
  }
}
