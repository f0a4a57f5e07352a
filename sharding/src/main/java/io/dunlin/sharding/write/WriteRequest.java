package io.dunlin.sharding.write;

import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Optional;

/**
 * A request's operations, each cut into what goes to the single shards.
 *
 * @param status what a finished operation is to be called
 * @param author who writes, where points are to tell it
 */
public record WriteRequest(
    List<List<ShardPart>> operations,
    WriteResult.Status status,
    Deadline deadline,
    Optional<String> author) {
  /** A piece of an operation for one shard; {@code bytes} is about what it holds in memory. */
  public record ShardPart(ShardId shard, PointOperation operation, long bytes) {}
}
