package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    int copies = shard.wanted();
    for (PlacementWish wish : wishes) {
      boolean there = placement.filter(present -> present.holds(wish.to())).isPresent();
      Optional<NodeId> from =
          wish instanceof PlacementWish.Move move ? Optional.of(move.from()) : Optional.empty();
      if (placement.isEmpty()
          || from.filter(node -> !placement.get().holds(node)).isPresent()
          || from.equals(Optional.of(wish.to()))) {
        continue;
      }
      if (!home.contains(wish.to())) {
        String why = nodes.isUp(wish.to()) ? "that is outside its affinity" : "that node is not up";
        refused.add(refusal(wish, from, why));
      } else if (!there && !room.hasRoom(wish.to(), shard, limits.headroom())) {
        refused.add(refusal(wish, from, "that node has no room"));
      } else {
        required.add(wish.to());
        switch (wish) {
          case PlacementWish.Move move -> {
            heirs.add(move.to());
            unwelcome.add(move.from());
          }
          case PlacementWish.Replicate _ -> copies++;
        }
      }
    }
    allowed.removeAll(unwelcome);
    required.removeAll(unwelcome);
    heirs.removeAll(unwelcome);
    return new ShardDemand(copies, allowed, required, heirs, unwelcome, refused);
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

  private static PlacementTask refusal(PlacementWish wish, Optional<NodeId> from, String why) {
    return new PlacementTask(
        wish.shard(), PlacementTask.Reason.WISH, from, Optional.of(wish.to()), Optional.of(why));
  }
}
