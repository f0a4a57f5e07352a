package io.dunlin.actors.query;

import io.dunlin.persistence.model.NodeId;
import java.util.List;

/** Where the copies of a collection's shards are, and which of them are being made. */
public record CollectionCopies(List<Copy> copies, List<Transfer> transfers) {
  public enum State {
    /** Holds all that was acked. */
    ACTIVE,
    /** Is being filled, or not known to hold all. */
    PARTIAL,
    /** Its node is not there. */
    DEAD
  }

  /**
   * @param shard its number in the collection
   * @param here whether its node is the one that was asked
   */
  public record Copy(int shard, NodeId node, boolean primary, boolean here, State state) {
    /**
     * The state, given what the shard says of itself: it is the primary that speaks for it.
     *
     * @param status of this copy's shard
     */
    public State stateOf(CollectionStatus.ShardStatus status) {
      return primary && !status.live() ? State.DEAD : state;
    }
  }

  /**
   * A copy that is being made, or waits to be.
   *
   * @param sync whether the copy at {@code from} stays
   * @param comment why, and what it waits for
   */
  public record Transfer(int shard, NodeId from, NodeId to, boolean sync, String comment) {}
}
