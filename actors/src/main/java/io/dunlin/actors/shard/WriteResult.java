package io.dunlin.actors.shard;

import io.dunlin.persistence.model.ShardId;
import java.util.Map;

/**
 * How one operation ended.
 *
 * @param positions log position of its last event in each shard that it reached
 * @param catalog the catalog's version that has it, which counts that log's changes; 0 where it is
 *     of points alone
 */
public record WriteResult(Map<ShardId, Long> positions, long catalog, Status status) {
  public WriteResult {
    positions = Map.copyOf(positions);
  }

  /** Of an operation on points. */
  public WriteResult(Map<ShardId, Long> positions, Status status) {
    this(positions, 0, status);
  }

  /**
   * One of several positions, as clients are given one number: the highest of the shards', or the
   * catalog's where the operation is in no shard's log.
   */
  public long operationId() {
    return positions.values().stream().mapToLong(Long::longValue).max().orElse(catalog);
  }

  public enum Status {
    /** The journal has it. */
    ACKNOWLEDGED,
    /** Visible to every read from now on. */
    COMPLETED,
    /** The journal has it, but the time was over before it was visible to every read. */
    WAIT_TIMEOUT
  }
}
