package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;

/** What an operator asked for. It stands until whoever keeps the wishes takes it back. */
public sealed interface PlacementWish {
  ShardId shard();

  NodeId to();

  /** True when nothing is left to do and the wish may be forgotten. */
  boolean isDone(PlacementTable table);

  /** No copy at {@code from}, but one at {@code to}, the primary if that was at {@code from}. */
  record Move(ShardId shard, NodeId from, NodeId to) implements PlacementWish {
    @Override
    public boolean isDone(PlacementTable table) {
      return table.find(shard).filter(placement -> placement.holds(from)).isEmpty();
    }
  }

  /**
   * One copy more than the collection wants, at {@code to}. Never done: without the wish the copy
   * is one too many.
   */
  record Replicate(ShardId shard, NodeId to) implements PlacementWish {
    @Override
    public boolean isDone(PlacementTable table) {
      return false;
    }
  }
}
