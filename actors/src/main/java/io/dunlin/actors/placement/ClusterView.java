package io.dunlin.actors.placement;

import io.dunlin.persistence.model.PlacementWish;
import java.util.List;

/**
 * All that the planner knows.
 *
 * @param nodes every node that has not been forgotten for good, each once
 * @param shards of all collections, each once; the table's entries for others are left alone
 */
public record ClusterView(
    PlacementTable table,
    List<NodeView> nodes,
    List<ShardView> shards,
    List<PlacementWish> wishes,
    PlannerLimits limits) {
  public ClusterView {
    nodes = List.copyOf(nodes);
    shards = List.copyOf(shards);
    wishes = List.copyOf(wishes);
  }

  ClusterView with(PlacementTable other) {
    return new ClusterView(other, nodes, shards, wishes, limits);
  }
}
