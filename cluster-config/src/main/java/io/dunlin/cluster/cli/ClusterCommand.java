package io.dunlin.cluster.cli;

import java.util.Optional;

/**
 * What {@code dunlin cluster} is to do. Nodes go by their numbers, shards by their places in their
 * collections.
 */
public sealed interface ClusterCommand {
  /** Shows the nodes. */
  record Status() implements ClusterCommand {}

  /** Shows the copies, of one collection or of all. */
  record Shards(Optional<String> collection) implements ClusterCommand {}

  record Drain(long peer) implements ClusterCommand {}

  record Undrain(long peer) implements ClusterCommand {}

  /**
   * @param force though it has copies
   */
  record Remove(long peer, boolean force) implements ClusterCommand {}

  record Move(String collection, int shard, long from, long to) implements ClusterCommand {}

  record Replicate(String collection, int shard, long to) implements ClusterCommand {}

  record Drop(String collection, int shard, long peer) implements ClusterCommand {}

  /** Seals what grows and merges each shard to one segment. */
  record Optimize(String collection) implements ClusterCommand {}

  /** Seals what grows. */
  record Flush(String collection) implements ClusterCommand {}

  /** Has a collection read before its users come. */
  record Warm(String collection) implements ClusterCommand {}

  /** Has a collection in no node's memory until somebody asks for it. */
  record Release(String collection) implements ClusterCommand {}

  /** Opens a collection that was released, and has it read. */
  record Load(String collection) implements ClusterCommand {}

  /** Takes back all that was asked for a shard. */
  record Abort(String collection, int shard) implements ClusterCommand {}
}
