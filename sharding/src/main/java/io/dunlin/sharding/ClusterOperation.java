package io.dunlin.sharding;

import io.dunlin.persistence.model.ShardKey;

/**
 * What an operator asks of the cluster. Nodes are named by their numbers, shards by their places in
 * their collections, as the contract has them.
 */
public sealed interface ClusterOperation {
  /** About a copy of a shard. */
  sealed interface OfShard extends ClusterOperation {
    String collection();

    int shard();
  }

  /** The copy at {@code from} goes when there is one at {@code to}. */
  record MoveShard(String collection, int shard, long from, long to) implements OfShard {}

  /** One copy more, made of the one at {@code from}. */
  record ReplicateShard(String collection, int shard, long from, long to) implements OfShard {}

  record DropReplica(String collection, int shard, long peer) implements OfShard {}

  /** Takes back what was asked for. */
  record AbortTransfer(String collection, int shard, long from, long to) implements OfShard {}

  /** Makes a copy anew that is not in sync yet. */
  record RestartTransfer(String collection, int shard, long from, long to) implements OfShard {}

  /** Shards of a new key. */
  record CreateShardKey(String collection, NewShardKey key) implements ClusterOperation {}

  /** The key and all that is in its shards goes. */
  record DropShardKey(String collection, ShardKey key) implements ClusterOperation {}

  /** The node's copies go to others, and it gets no more. */
  record Drain(long peer) implements ClusterOperation {}

  /** The node is one like any other again, though it was drained or removed. */
  record Undrain(long peer) implements ClusterOperation {}

  /**
   * The node leaves the cluster.
   *
   * @param force though it has copies
   */
  record RemovePeer(long peer, boolean force) implements ClusterOperation {}
}
