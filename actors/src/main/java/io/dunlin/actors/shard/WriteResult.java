package io.dunlin.actors.shard;

import io.dunlin.persistence.model.ShardId;
import java.util.Map;

/**
 * How one operation ended.
 *
 * @param positions log position of its last event in each shard that it reached
 */
public record WriteResult(Map<ShardId, Long> positions, Status status) {
  public WriteResult {
    positions = Map.copyOf(positions);
  }

  /** One of several positions, as clients are given one number: the highest. */
  public long operationId() {
    return positions.values().stream().mapToLong(Long::longValue).max().orElse(0);
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
