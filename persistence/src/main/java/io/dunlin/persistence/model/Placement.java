package io.dunlin.persistence.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Where the copies of a shard are to be: never two on one node.
 *
 * @param replicas in the order in which they became replicas
 */
public record Placement(NodeId primary, List<NodeId> replicas) {
  public Placement {
    replicas = List.copyOf(replicas);
    if (replicas.contains(primary) || new HashSet<>(replicas).size() < replicas.size()) {
      throw new IllegalArgumentException(
          "two copies on one node: primary " + primary + ", replicas " + replicas);
    }
  }

  /** The nodes of all copies, the primary's first. */
  public List<NodeId> copies() {
    List<NodeId> copies = new ArrayList<>(replicas);
    copies.addFirst(primary);
    return copies;
  }

  public boolean holds(NodeId node) {
    return primary.equals(node) || replicas.contains(node);
  }

  public Placement withReplica(NodeId node) {
    List<NodeId> more = new ArrayList<>(replicas);
    more.add(node);
    return new Placement(primary, more);
  }

  public Placement withoutReplica(NodeId node) {
    return new Placement(primary, others(node));
  }

  public Placement promoting(NodeId node) {
    List<NodeId> others = others(node);
    others.add(primary);
    return new Placement(node, others);
  }

  private List<NodeId> others(NodeId replica) {
    List<NodeId> others = new ArrayList<>(replicas);
    if (!others.remove(replica)) {
      throw new IllegalArgumentException(replica + " is no replica of " + this);
    }
    return others;
  }
}
