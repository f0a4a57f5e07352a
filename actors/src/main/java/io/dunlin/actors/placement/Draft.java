package io.dunlin.actors.placement;

import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A plan in the making: the steps so far, the shards as these leave them, and where all copies will
 * be once everything that is decided is done. Balance is reckoned with the latter, so that what is
 * still on its way, or waits for its turn, is not planned a second time.
 */
final class Draft {
  private final ClusterNodes nodes;
  private final PlannerLimits limits;
  private final Room room;
  private final Balance balance;
  private final List<ShardDraft> shards = new ArrayList<>();
  private final List<PlacementStep> steps = new ArrayList<>();
  private final List<PlacementTask> tasks = new ArrayList<>();
  private boolean waiting;

  Draft(ClusterView view) {
    limits = view.limits();
    nodes = new ClusterNodes(view.nodes(), limits.patience());
    room = new Room(nodes.up(), limits.incomingPerNode());
    for (ShardView shard : view.shards()) {
      present(view, shard)
          .filter(node -> nodes.isUp(node) && !shard.inSync().contains(node))
          .forEach(node -> room.take(node, shard));
    }
    Map<ShardId, List<PlacementWish>> wishes = new HashMap<>();
    view.wishes()
        .forEach(wish -> wishes.computeIfAbsent(wish.shard(), _ -> new ArrayList<>()).add(wish));
    view.shards().stream()
        .sorted(Comparator.comparing(shard -> shard.id().uuid()))
        .forEach(shard -> {
          Optional<Placement> placement = view.table().find(shard.id());
          List<PlacementWish> mine = wishes.getOrDefault(shard.id(), List.of());
          ShardDemand demand = ShardDemand.of(shard, placement, mine, nodes, room, limits);
          tasks.addAll(demand.refused());
          shards.add(new ShardDraft(shard, placement, nodes, demand));
        });
    Weight all = new Weight(0, 0, 0, 0);
    for (ShardDraft shard : shards) {
      all = all.plus(weight(shard).times(shard.target())).plus(Weight.PRIMARY);
    }
    balance = new Balance(nodes.up(), all, limits);
    for (ShardDraft shard : shards) {
      shard.kept().forEach(node -> aim(shard, node));
      aimPrimary(shard, shard.primary());
    }
  }

  private static Stream<NodeId> present(ClusterView view, ShardView shard) {
    return view.table().find(shard.id()).stream().flatMap(placed -> placed.copies().stream());
  }

  ClusterNodes nodes() {
    return nodes;
  }

  PlannerLimits limits() {
    return limits;
  }

  Balance balance() {
    return balance;
  }

  Room room() {
    return room;
  }

  /** By id. */
  List<ShardDraft> shards() {
    return shards;
  }

  PlacementPlan plan() {
    return new PlacementPlan(steps, tasks);
  }

  /** True when something that can be done waits for its turn. */
  boolean isWaiting() {
    return waiting;
  }

  static Weight weight(ShardDraft shard) {
    return Weight.ofCopy(shard.view());
  }

  /** A copy will be there. */
  void aim(ShardDraft shard, NodeId node) {
    if (shard.goal().add(node)) {
      balance.add(node, weight(shard));
    }
  }

  /** No copy will be there. */
  void forgo(ShardDraft shard, NodeId node) {
    if (shard.goal().remove(node)) {
      balance.remove(node, weight(shard));
    }
  }

  /** The primary will be there, which counts if the node is one that is balanced. */
  void aimPrimary(ShardDraft shard, Optional<NodeId> node) {
    shard.goalPrimary().ifPresent(old -> balance.remove(old, Weight.PRIMARY));
    shard.goalPrimary(node.filter(shard.goal()::contains));
    shard.goalPrimary().ifPresent(one -> balance.add(one, Weight.PRIMARY));
  }

  void place(ShardDraft shard, NodeId node) {
    take(shard, new PlacementStep.Place(shard.id(), node));
    room.take(node, shard.view());
    aim(shard, node);
    aimPrimary(shard, Optional.of(node));
  }

  void add(ShardDraft shard, NodeId node) {
    take(shard, new PlacementStep.AddReplica(shard.id(), node));
    room.take(node, shard.view());
    aim(shard, node);
  }

  void promote(ShardDraft shard, NodeId node) {
    take(shard, new PlacementStep.Promote(shard.id(), node));
    aimPrimary(shard, Optional.of(node));
  }

  void drop(ShardDraft shard, NodeId node) {
    take(shard, new PlacementStep.DropReplica(shard.id(), node));
    forgo(shard, node);
  }

  private void take(ShardDraft shard, PlacementStep step) {
    shard.take(step);
    steps.add(step);
  }

  void tell(
      ShardDraft shard,
      Reason reason,
      Optional<NodeId> from,
      Optional<NodeId> to,
      Optional<String> waitsFor) {
    shard.touch();
    tasks.add(new PlacementTask(shard.id(), reason, from, to, waitsFor));
  }

  /** Tells of a copy that comes, or will when its turn has come, and counts it as there. */
  void tell(ShardDraft shard, Reason reason, Optional<NodeId> from, Choice choice) {
    tell(shard, reason, from, choice.node(), choice.waitsFor());
    choice.node().ifPresent(node -> aim(shard, node));
    waiting |= choice.node().isPresent() && !choice.isReady();
  }

  /**
   * Where one more copy does best: where it is required, else where fewest of its zone are, else
   * where least is. Among nodes equal in the first two, one that can take it now is chosen.
   */
  Choice choose(ShardDraft shard, double headroom) {
    if (!shard.lacksLeader()) {
      return choose(shard, headroom, _ -> true);
    }
    Choice leader = chooseLeader(shard, headroom);
    boolean enough = shard.goal().size() + shard.awaited().size() >= shard.target();
    return enough || leader.node().isPresent() ? leader : choose(shard, headroom, _ -> true);
  }

  /** The same, of the nodes where primaries belong. */
  Choice chooseLeader(ShardDraft shard, double headroom) {
    return choose(shard, headroom, nodes::mayLead);
  }

  private Choice choose(ShardDraft shard, double headroom, Predicate<NodeId> fit) {
    List<NodeId> free =
        shard.demand().allowed().stream()
            .filter(node -> !shard.holds(node) && !shard.goal().contains(node))
            .filter(fit)
            .toList();
    if (free.isEmpty()) {
      return Choice.none("there is no other node for it");
    }
    List<NodeId> roomy =
        free.stream().filter(node -> room.hasRoom(node, shard.view(), headroom)).toList();
    if (roomy.isEmpty()) {
      return Choice.none("no node has room");
    }
    Set<NodeId> required = shard.demand().required();
    Comparator<NodeId> byNeed =
        Comparator.<NodeId>comparingInt(node -> required.contains(node) ? 0 : 1)
            .thenComparingInt(node -> shard.zonePairs(Optional.empty(), Optional.of(node)));
    Comparator<NodeId> byBurden =
        Comparator.<NodeId>comparingDouble(node -> balance.burden(node, weight(shard)))
            .thenComparing(Comparator.naturalOrder());
    NodeId best = roomy.stream().min(byNeed.thenComparing(byBurden)).orElseThrow();
    return roomy.stream()
        .filter(node -> byNeed.compare(node, best) == 0 && room.hasSlot(node, shard.view()))
        .min(byBurden)
        .map(node -> new Choice(Optional.of(node), Optional.empty()))
        .orElseGet(() -> new Choice(Optional.of(best), Optional.of("other copies on their way")));
  }

  /**
   * The kept copy that does best as the primary after {@code old}; the one it was counted at, if
   * that was decided before.
   */
  Optional<NodeId> successor(ShardDraft shard, NodeId old) {
    return successor(shard, old, shard.keptInSync());
  }

  /** The same, of all copies: those that are still filling will be able to. */
  Optional<NodeId> heir(ShardDraft shard, NodeId old) {
    return successor(shard, old, shard.kept());
  }

  private Optional<NodeId> successor(ShardDraft shard, NodeId old, Collection<NodeId> copies) {
    List<NodeId> others =
        copies.stream().filter(node -> !node.equals(old) && shard.goal().contains(node)).toList();
    List<NodeId> leaders = others.stream().filter(nodes::mayLead).toList();
    // Where primaries belong nowhere, one place is as good as another.
    List<NodeId> able = leaders.isEmpty() && !nodes.mayLead(old) ? others : leaders;
    return shard.goalPrimary().filter(able::contains).or(() -> lightest(shard, able));
  }

  private Optional<NodeId> lightest(ShardDraft shard, List<NodeId> able) {
    return able.stream()
        .min(
            Comparator.<NodeId>comparingInt(node -> shard.demand().heirs().contains(node) ? 0 : 1)
                .thenComparingDouble(node -> balance.burden(node, Weight.PRIMARY))
                .thenComparing(Comparator.naturalOrder()));
  }
}
