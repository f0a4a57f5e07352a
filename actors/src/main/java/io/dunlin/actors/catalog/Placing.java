package io.dunlin.actors.catalog;

import io.dunlin.actors.placement.ClusterView;
import io.dunlin.actors.placement.Holding;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.NodeView;
import io.dunlin.actors.placement.PlacementPlan;
import io.dunlin.actors.placement.PlacementPlanner;
import io.dunlin.actors.placement.PlacementStep;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.placement.ShardView;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the catalog tells the planner, and what it makes of the answer. Belongs to one {@link
 * CatalogLog} at a time.
 */
final class Placing {
  /** Of nodes none of which has told its capacity yet. */
  private static final long SOME_CAPACITY = Long.MAX_VALUE / 4;

  private final Membership membership;
  private final PlannerLimits limits;
  private final Reports reports = new Reports();
  private final TransferCount transfers;
  private final Map<NodeId, Long> downSince = new HashMap<>();

  Placing(Membership membership, PlannerLimits limits, TransferMetrics metrics) {
    this.membership = membership;
    this.limits = limits;
    this.transfers = new TransferCount(metrics);
  }

  Reports reports() {
    return reports;
  }

  /** Those that are to stay, and what they may hold. */
  Map<NodeId, Holding> up() {
    return membership.nodes().stream()
        .filter(node -> node.state() == NodeState.UP)
        .collect(Collectors.toMap(Membership.Node::id, Membership.Node::holding));
  }

  /** What the nodes that are to stay may hold together. */
  ShardLimit shardLimit() {
    long holding = up().values().stream().filter(may -> may != Holding.NOTHING).count();
    return new ShardLimit(limits.copiesPerNode(), (int) holding);
  }

  /** How many follow the catalog, or are about to. */
  int nodes() {
    return membership.nodes().size();
  }

  private Set<NodeId> members() {
    return membership.nodes().stream()
        .map(Membership.Node::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The next change that is due, if any. Wishes that are over come first, so that a wish never
   * stands against what became of its fulfilment.
   */
  Optional<CatalogEvent> next(CatalogState state) {
    return overWishes(state).or(() -> placed(state));
  }

  /** Counts the copies that are being made. */
  void count(CatalogState state) {
    transfers.look(
        state,
        copy ->
            state
                .placements()
                .find(copy.shard())
                .filter(at -> reports.inSync(copy.shard(), at).contains(copy.node()))
                .isPresent());
  }

  /** The catalog is on another node from now on, or ends. */
  void end() {
    transfers.end();
  }

  private static Optional<CatalogEvent> overWishes(CatalogState state) {
    for (ShardId shard : new TreeSet<>(state.wishes().keySet())) {
      List<PlacementWish> standing =
          state.wishes(shard).stream().filter(wish -> !isOver(wish, state)).toList();
      if (standing.size() < state.wishes(shard).size()) {
        return Optional.of(new CatalogEvent.WishesChanged(shard, standing));
      }
    }
    return Optional.empty();
  }

  private static boolean isOver(PlacementWish wish, CatalogState state) {
    return wish.isDone(state.placements().find(wish.shard()))
        || wish.target().filter(node -> state.mark(node) == NodeMark.REMOVED).isPresent();
  }

  /** The shards whose copies are to be elsewhere from now on. */
  private Optional<CatalogEvent> placed(CatalogState state) {
    PlacementTable table = state.placements();
    SortedMap<ShardId, Placement> changed = new TreeMap<>();
    for (PlacementStep step : plan(state).steps()) {
      table = table.after(step);
      changed.put(step.shard(), table.find(step.shard()).orElseThrow());
    }
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(new CatalogEvent.ShardsPlaced(changed));
  }

  PlacementPlan plan(CatalogState state) {
    reports.retain(members());
    return PlacementPlanner.plan(view(state));
  }

  /** How all nodes and these shards are. */
  ClusterPicture picture(CatalogState state, List<ShardId> asked) {
    PlacementPlan plan = plan(state);
    Map<ShardId, Set<NodeId>> inSync = new TreeMap<>();
    List<ClusterPicture.Transfer> transfers = new ArrayList<>();
    for (ShardId shard : asked) {
      state
          .placements()
          .find(shard)
          .ifPresent(placement -> {
            Set<NodeId> synced = reports.inSync(shard, placement);
            inSync.put(shard, synced);
            transfers.addAll(
                Transfers.of(shard, placement, synced, state.wishes(shard), plan.tasks()));
          });
    }
    List<ClusterPicture.Fill> nodes =
        reports.all().stream()
            .map(report ->
                new ClusterPicture.Fill(
                    report.node(), report.capacityBytes(), report.usedBytes(), report.load()))
            .toList();
    return new ClusterPicture(nodes, inSync, transfers);
  }

  private ClusterView view(CatalogState state) {
    List<ShardView> shards = shards(state);
    List<NodeView> nodes = nodes(state, shards);
    List<PlacementWish> wishes =
        state.wishes().values().stream().flatMap(Collection::stream).toList();
    boolean allTold = members().stream().allMatch(node -> reports.of(node).isPresent());
    // Half the sizes say nothing of what is even.
    PlannerLimits now = allTold ? limits : limits.withTolerance(Double.MAX_VALUE);
    return new ClusterView(state.placements(), nodes, shards, wishes, now);
  }

  /** Nodes that were removed are left out: what they hold is made anew without waiting for them. */
  private List<NodeView> nodes(CatalogState state, List<ShardView> shards) {
    long now = System.nanoTime();
    List<NodeView> views = new ArrayList<>();
    Set<NodeId> down = new HashSet<>();
    state.placements().placements().values().forEach(place -> down.addAll(place.copies()));
    for (Membership.Node node : membership.nodes()) {
      down.remove(node.id());
      downSince.remove(node.id());
      NodeMark mark = state.mark(node.id());
      if (mark != NodeMark.REMOVED) {
        boolean drained = mark == NodeMark.DRAINING && node.state() == NodeState.UP;
        views.add(live(node, drained ? NodeState.DRAINING : node.state(), state, shards));
      }
    }
    down.removeIf(node -> state.mark(node) == NodeMark.REMOVED);
    downSince.keySet().retainAll(down);
    for (NodeId node : down) {
      long since = downSince.computeIfAbsent(node, _ -> now);
      views.add(
          new NodeView(node, "", NodeState.DOWN, Duration.ofNanos(now - since), SOME_CAPACITY, 0));
    }
    return views;
  }

  private NodeView live(
      Membership.Node node, NodeState nodeState, CatalogState state, List<ShardView> shards) {
    Optional<NodeReport> report = reports.of(node.id());
    long capacity = report.map(NodeReport::capacityBytes).orElseGet(this::leastCapacity);
    long used =
        report.map(NodeReport::usedBytes).orElseGet(() -> placedBytes(node.id(), state, shards));
    return new NodeView(
        node.id(), node.zone(), nodeState, Duration.ZERO, capacity, used, node.holding());
  }

  private long leastCapacity() {
    return reports.all().stream().mapToLong(NodeReport::capacityBytes).min().orElse(SOME_CAPACITY);
  }

  private static long placedBytes(NodeId node, CatalogState state, List<ShardView> shards) {
    return shards.stream()
        .filter(
            shard -> state.placements().find(shard.id()).filter(at -> at.holds(node)).isPresent())
        .mapToLong(ShardView::bytes)
        .sum();
  }

  List<ShardView> shards(CatalogState state) {
    List<ShardView> views = new ArrayList<>();
    for (CollectionInfo collection : state.byName().values()) {
      for (ShardId shard : collection.shards()) {
        Optional<Placement> placement = state.placements().find(shard);
        views.add(
            new ShardView(
                shard,
                collection.uuid(),
                collection.copiesOf(shard),
                reports.bytes(shard, placement),
                reports.load(shard),
                placement.map(at -> reports.inSync(shard, at)).orElse(Set.of()),
                collection.nodesOf(shard)));
      }
    }
    return views;
  }
}
