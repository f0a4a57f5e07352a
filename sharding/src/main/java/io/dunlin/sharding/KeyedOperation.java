package io.dunlin.sharding;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.persistence.model.ShardKeySelector;

/** An operation and the shard keys whose points it is about. */
public record KeyedOperation(PointOperation operation, ShardKeySelector keys) {}
