package io.dunlin.actors.follow;

import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.persistence.model.ShardId;

/** The way to the shards' writers, wherever they run. */
@FunctionalInterface
public interface Primaries {
  void tell(ShardId shard, ShardProtocol.Command command);
}
