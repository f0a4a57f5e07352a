package io.dunlin.persistence.model;

import java.util.Optional;

/** What an operator asked for. It stands until it is done or taken back. */
public sealed interface PlacementWish {
  ShardId shard();

  /** The node that is to give up its copy. */
  Optional<NodeId> source();

  /** The node that is to get a copy. */
  Optional<NodeId> target();

  /**
   * True when nothing is left to do and the wish may be forgotten.
   *
   * @param placement of the shard
   */
  default boolean isDone(Optional<Placement> placement) {
    return source()
        .filter(node -> placement.filter(copies -> copies.holds(node)).isEmpty())
        .isPresent();
  }

  /** No copy at {@code from}, but one at {@code to}, the primary if that was at {@code from}. */
  record Move(ShardId shard, NodeId from, NodeId to) implements PlacementWish {
    @Override
    public Optional<NodeId> source() {
      return Optional.of(from);
    }

    @Override
    public Optional<NodeId> target() {
      return Optional.of(to);
    }
  }

  /**
   * One copy more than the collection wants, at {@code to}. Never done: without the wish the copy
   * is one too many.
   */
  record Replicate(ShardId shard, NodeId to) implements PlacementWish {
    @Override
    public Optional<NodeId> source() {
      return Optional.empty();
    }

    @Override
    public Optional<NodeId> target() {
      return Optional.of(to);
    }
  }

  /** No copy at {@code from}. If that leaves too few, there is first one more elsewhere. */
  record Drop(ShardId shard, NodeId from) implements PlacementWish {
    @Override
    public Optional<NodeId> source() {
      return Optional.of(from);
    }

    @Override
    public Optional<NodeId> target() {
      return Optional.empty();
    }
  }
}
