package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.time.Duration;

/**
 * A node as the planner sees it.
 *
 * @param zone a rack, room or data centre that may fail as one; nodes without one share a name
 * @param downFor how long it has been down, as whoever makes the view knows; zero unless DOWN
 * @param capacityBytes what its disk holds
 * @param usedBytes what is on its disk, dropped copies that are not deleted yet included
 * @param holding what it may hold; one that is up and may hold nothing is emptied
 */
public record NodeView(
    NodeId id,
    String zone,
    NodeState state,
    Duration downFor,
    long capacityBytes,
    long usedBytes,
    Holding holding) {

  /** One that may hold anything. */
  public NodeView(
      NodeId id,
      String zone,
      NodeState state,
      Duration downFor,
      long capacityBytes,
      long usedBytes) {
    this(id, zone, state, downFor, capacityBytes, usedBytes, Holding.ANY);
  }

  NodeView with(NodeState other) {
    return new NodeView(id, zone, other, downFor, capacityBytes, usedBytes, holding);
  }
}
