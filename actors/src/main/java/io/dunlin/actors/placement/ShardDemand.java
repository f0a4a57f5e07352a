package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is asked of a shard's copies.
 *
 * @param copies how many, operator's wishes included
 * @param allowed nodes up where they may be
 * @param required nodes among these where one has to be
 * @param heirs those among these that an operator wants to take over from another node
 * @param unwelcome nodes that an operator wants rid of a copy
 * @param refused wishes that cannot be followed now, with the reason
 */
record ShardDemand(
    int copies,
    Set<NodeId> allowed,
    Set<NodeId> required,
    Set<NodeId> heirs,
    Set<NodeId> unwelcome,
    List<PlacementTask> refused) {

  static ShardDemand of(
      ShardView shard,
      Optional<Placement> placement,
      List<PlacementWish> wishes,
      ClusterNodes nodes,
      Room room,
      PlannerLimits limits) {
    Set<NodeId> home = home(shard, nodes);
    Set<NodeId> allowed = new TreeSet<>(home);
    Set<NodeId> required = new TreeSet<>();
    Set<NodeId> heirs = new TreeSet<>();
    Set<NodeId> unwelcome = new TreeSet<>();
    List<PlacementTask> refused = new ArrayList<>();
    Function<NodeId, Optional<String>> problem =
        to -> {
          if (!nodes.isUp(to)) {
            return Optional.of("that node is not up");
          }
          if (!home.contains(to)) {
            return Optional.of("that is outside its affinity");
          }
          boolean there = placement.filter(present -> present.holds(to)).isPresent();
          return there || room.hasRoom(to, shard, limits.headroom())
              ? Optional.empty()
              : Optional.of("that node has no room");
        };
    int copies = shard.wanted();
    for (PlacementWish wish : wishes) {
      Optional<NodeId> from = wish.source();
      Optional<NodeId> to = wish.target();
      if (placement.isEmpty()
          || from.filter(node -> !placement.get().holds(node)).isPresent()
          || from.equals(to)) {
        continue;
      }
      Set<NodeId> left = new TreeSet<>(home);
      left.removeAll(unwelcome);
      from.ifPresent(left::remove);
      Optional<String> refusal =
          to.isEmpty() && left.isEmpty()
              ? Optional.of("there is no other node for it")
              : to.flatMap(problem).or(() -> leaderless(placement.get(), wish, nodes));
      if (refusal.isPresent()) {
        refused.add(new PlacementTask(shard.id(), PlacementTask.Reason.WISH, from, to, refusal));
        continue;
      }
      to.ifPresent(required::add);
      from.ifPresent(unwelcome::add);
      if (from.isPresent()) {
        to.ifPresent(heirs::add);
      } else {
        copies++;
      }
    }
    allowed.removeAll(unwelcome);
    required.removeAll(unwelcome);
    heirs.removeAll(unwelcome);
    return new ShardDemand(copies, allowed, required, heirs, unwelcome, refused);
  }

  /** Why a copy cannot move: no other is where primaries belong. */
  private static Optional<String> leaderless(
      Placement placement, PlacementWish wish, ClusterNodes nodes) {
    Optional<NodeId> from = wish.source();
    Optional<NodeId> to = wish.target();
    if (from.isEmpty() || to.isEmpty() || nodes.mayLead(to.get()) || !nodes.mayLead(from.get())) {
      return Optional.empty();
    }
    return placement.copies().stream()
            .filter(node -> !from.get().equals(node))
            .anyMatch(nodes::mayLead)
        ? Optional.empty()
        : Optional.of("that node holds replicas only, and no other copy could lead");
  }

  /** The nodes up that it belongs to: all, if it belongs to none that is up or awaited. */
  private static Set<NodeId> home(ShardView shard, ClusterNodes nodes) {
    Set<NodeId> up =
        nodes.up().stream().map(NodeView::id).collect(Collectors.toCollection(TreeSet::new));
    if (shard.affinity().stream().anyMatch(node -> nodes.isUp(node) || nodes.isAwaited(node))) {
      up.retainAll(shard.affinity());
    }
    return up;
  }
}
