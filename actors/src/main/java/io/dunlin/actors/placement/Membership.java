package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.util.List;

/** Which nodes are members of the cluster now, as this node knows. Any thread may ask. */
@FunctionalInterface
public interface Membership {
  /**
   * @param zone empty where none was given
   * @param state UP or LEAVING
   */
  record Node(NodeId id, String zone, NodeState state, Holding holding) {
    /** One that may hold anything. */
    public Node(NodeId id, String zone, NodeState state) {
      this(id, zone, state, Holding.ANY);
    }
  }

  List<Node> nodes();
}
