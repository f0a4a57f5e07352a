package io.dunlin.persistence.model;

/** What decides which shard a point is in. */
public enum ShardingMethod {
  /** Its id. */
  AUTO,
  /** The shard key that its writer names, and within that key's shards its id. */
  CUSTOM
}
