package io.dunlin.sharding.strict;

import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;

/** How large a collection is, replicas not counted. */
public record CollectionSize(long points, long vectorBytes, long payloadBytes) {
  static CollectionSize of(CollectionStatus status) {
    return new CollectionSize(
        status.points(),
        status.shards().stream().mapToLong(ShardStatus::vectorBytes).sum(),
        status.shards().stream().mapToLong(ShardStatus::payloadBytes).sum());
  }
}
