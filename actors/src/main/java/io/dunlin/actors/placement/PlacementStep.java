package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;

/**
 * One change of the placement table, whole or not at all.
 *
 * <p>A primary moves from A to B by {@code AddReplica(B)}, then, when B is in sync, {@code
 * Promote(B)} and {@code DropReplica(A)}; a replica without the promotion. What comes next follows
 * from the table alone, so whoever plans may be lost between any two steps.
 */
public sealed interface PlacementStep {
  ShardId shard();

  NodeId node();

  /** The first copy of a shard that has no placement. */
  record Place(ShardId shard, NodeId node) implements PlacementStep {}

  /** A copy on a node that has none yet. It comes last in the list of replicas. */
  record AddReplica(ShardId shard, NodeId node) implements PlacementStep {}

  record DropReplica(ShardId shard, NodeId node) implements PlacementStep {}

  /** Makes a replica the primary. The old primary becomes a replica, the last in the list. */
  record Promote(ShardId shard, NodeId node) implements PlacementStep {}
}
