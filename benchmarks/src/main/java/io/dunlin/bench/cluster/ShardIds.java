package io.dunlin.bench.cluster;

import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.route.SlotMap;

/** Ids of points that belong to a certain shard. */
final class ShardIds {
  private ShardIds() {}

  /** The first id from {@code from} on that belongs to the shard, one of so many. */
  static long next(int shard, int shards, long from) {
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("shard " + shard + " of " + shards);
    }
    long id = from;
    while (shardOf(id, shards) != shard) {
      id++;
    }
    return id;
  }

  static int shardOf(long id, int shards) {
    return SlotMap.slotOf(PointId.of(id)) * shards / SlotMap.SLOTS;
  }
}
