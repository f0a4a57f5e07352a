package io.dunlin.actors.catalog;

import io.dunlin.actors.placement.ClusterView;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.NodeView;
import io.dunlin.actors.placement.PlacementPlanner;
import io.dunlin.actors.placement.PlacementStep;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.placement.ShardView;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the catalog tells the planner, and what it makes of the answer. Belongs to one {@link
 * CatalogLog}.
 */
final class Placing {
  /** Nothing is known of sizes yet, so that copies are counted and not weighed. */
  private static final long SOME_BYTES = 1;

  private final Membership membership;
  private final PlannerLimits limits;
  private final Map<NodeId, Long> downSince = new HashMap<>();

  Placing(Membership membership, PlannerLimits limits) {
    this.membership = membership;
    this.limits = limits;
  }

  /** The shards whose copies are to be elsewhere from now on; none when all is well. */
  SortedMap<ShardId, Placement> next(CatalogState state) {
    PlacementTable table = state.placements();
    SortedMap<ShardId, Placement> changed = new TreeMap<>();
    for (PlacementStep step : PlacementPlanner.next(view(state))) {
      table = table.after(step);
      changed.put(step.shard(), table.find(step.shard()).orElseThrow());
    }
    return changed;
  }

  private ClusterView view(CatalogState state) {
    return new ClusterView(state.placements(), nodes(state), shards(state), List.of(), limits);
  }

  private List<NodeView> nodes(CatalogState state) {
    long now = System.nanoTime();
    List<NodeView> views = new ArrayList<>();
    Set<NodeId> down = new HashSet<>();
    state.placements().placements().values().forEach(place -> down.addAll(place.copies()));
    for (Membership.Node node : membership.nodes()) {
      down.remove(node.id());
      downSince.remove(node.id());
      views.add(view(node.id(), node.zone(), node.state(), Duration.ZERO));
    }
    downSince.keySet().retainAll(down);
    for (NodeId node : down) {
      long since = downSince.computeIfAbsent(node, _ -> now);
      views.add(view(node, "", NodeState.DOWN, Duration.ofNanos(now - since)));
    }
    return views;
  }

  private static NodeView view(NodeId id, String zone, NodeState state, Duration downFor) {
    return new NodeView(id, zone, state, downFor, Long.MAX_VALUE / 4, 0);
  }

  private static List<ShardView> shards(CatalogState state) {
    List<ShardView> views = new ArrayList<>();
    for (CollectionInfo collection : state.byName().values()) {
      for (ShardId shard : collection.shards()) {
        Set<NodeId> inSync =
            state
                .placements()
                .find(shard)
                .map(placement -> Set.of(placement.primary()))
                .orElse(Set.of());
        views.add(
            new ShardView(
                shard,
                collection.uuid(),
                collection.config().replicationFactor(),
                SOME_BYTES,
                0,
                inSync,
                Set.of()));
      }
    }
    return views;
  }
}
