package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A shard while it is planned: its placement as the steps so far leave it, and the nodes where its
 * copies will be in the end, as far as that is known.
 *
 * <p>Its copies are of five kinds by their nodes: kept ones; leaving ones, which still answer but
 * have to go; awaited and lost ones, on nodes that are down; surplus ones among the kept.
 */
final class ShardDraft {
  private final ShardView view;
  private final ClusterNodes nodes;
  private final ShardDemand demand;
  private final Set<NodeId> goal = new TreeSet<>();
  private final Set<NodeId> surplus = new TreeSet<>();
  private Optional<NodeId> goalPrimary = Optional.empty();
  private Optional<Placement> placement;
  private boolean touched;

  ShardDraft(
      ShardView view, Optional<Placement> placement, ClusterNodes nodes, ShardDemand demand) {
    this.view = view;
    this.placement = placement;
    this.nodes = nodes;
    this.demand = demand;
  }

  ShardId id() {
    return view.id();
  }

  ShardView view() {
    return view;
  }

  ShardDemand demand() {
    return demand;
  }

  Optional<Placement> placement() {
    return placement;
  }

  Optional<NodeId> primary() {
    return placement.map(Placement::primary);
  }

  /** The nodes up where its copies are or will be: what balance is reckoned with. */
  Set<NodeId> goal() {
    return goal;
  }

  Optional<NodeId> goalPrimary() {
    return goalPrimary;
  }

  void goalPrimary(Optional<NodeId> node) {
    goalPrimary = node;
  }

  /** Kept copies that are too many. */
  Set<NodeId> surplus() {
    return surplus;
  }

  void take(PlacementStep step) {
    placement = Optional.of(PlacementTable.changed(placement, step));
    touched = true;
  }

  /** True when something is done about it, or waits to be, so that no one moves it meanwhile. */
  boolean isTouched() {
    return touched;
  }

  void touch() {
    touched = true;
  }

  boolean isInSync(NodeId node) {
    return view.inSync().contains(node);
  }

  boolean holds(NodeId node) {
    return placement.filter(copies -> copies.holds(node)).isPresent();
  }

  List<NodeId> copies() {
    return placement.map(Placement::copies).orElse(List.of());
  }

  /** Copies on nodes where they may stay. */
  List<NodeId> kept() {
    return copies().stream().filter(demand.allowed()::contains).toList();
  }

  List<NodeId> keptInSync() {
    return kept().stream().filter(this::isInSync).toList();
  }

  List<NodeId> live() {
    return copies().stream().filter(nodes::isLive).toList();
  }

  /** Copies that answer but have to go. */
  List<NodeId> leaving() {
    return live().stream().filter(node -> !demand.allowed().contains(node)).toList();
  }

  /** A copy that has to go because an operator asked for it. */
  Optional<NodeId> wishedAway() {
    return leaving().stream().filter(demand.unwelcome()::contains).findFirst();
  }

  /** Copies on nodes that are expected back. */
  List<NodeId> awaited() {
    return copies().stream().filter(nodes::isAwaited).toList();
  }

  /** Copies on nodes that are not. */
  List<NodeId> lost() {
    return copies().stream().filter(node -> !nodes.isLive(node) && !nodes.isAwaited(node)).toList();
  }

  /** How many copies it can have: as many as wanted, if there are nodes for them. */
  int target() {
    return Math.min(demand.copies(), demand.allowed().size() + awaited().size());
  }

  /** How many copies it lacks for which nothing has been chosen yet. */
  int missing() {
    return Math.max(lacksLeader() ? 1 : 0, target() - goal.size() - awaited().size());
  }

  /** Whether no copy is or will be where primaries belong, and one could be. */
  boolean lacksLeader() {
    return Stream.concat(goal.stream(), awaited().stream()).noneMatch(nodes::mayLead)
        && demand.allowed().stream().anyMatch(nodes::mayLead);
  }

  /** Whether without this copy none would be where primaries belong. */
  boolean isOnlyLeader(NodeId node) {
    return nodes.mayLead(node)
        && goal.stream().filter(other -> !other.equals(node)).noneMatch(nodes::mayLead);
  }

  /** Nodes where an operator wants a copy and none is or comes. */
  List<NodeId> wished() {
    return demand.required().stream().filter(node -> !goal.contains(node) && !holds(node)).toList();
  }

  /** All in place and in sync, so that a copy may be moved for the common good. */
  boolean isSettled() {
    return !touched
        && !copies().isEmpty()
        && keptInSync().size() == copies().size()
        && copies().size() == target();
  }

  /**
   * Pairs of copies in one zone, counted both ways, if {@code gone} went and {@code more} came:
   * what spreading over zones keeps low.
   */
  int zonePairs(Optional<NodeId> gone, Optional<NodeId> more) {
    Map<String, Integer> perZone = zones(gone);
    more.ifPresent(node -> perZone.merge(nodes.zone(node), 1, Integer::sum));
    return perZone.values().stream().mapToInt(count -> count * (count - 1)).sum();
  }

  /** How many copies each zone has without {@code gone}. */
  Map<String, Integer> zones(Optional<NodeId> gone) {
    Map<String, Integer> perZone = new HashMap<>();
    Stream.concat(goal.stream(), awaited().stream())
        .filter(node -> !gone.equals(Optional.of(node)))
        .forEach(node -> perZone.merge(nodes.zone(node), 1, Integer::sum));
    return perZone;
  }
}
