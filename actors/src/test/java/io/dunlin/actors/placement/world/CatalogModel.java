package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.ClusterView;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.NodeView;
import io.dunlin.actors.placement.PlacementPlanner;
import io.dunlin.actors.placement.PlacementStep;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.placement.PlanInvariants;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.placement.ShardView;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The catalog: what there is and where it is to be. It knows of copies only what primaries report,
 * late or never, and may be lost between any two steps of a plan.
 */
final class CatalogModel {
  private static final PlannerLimits LIMITS =
      new PlannerLimits(2, 4, 0.1, 0.2, Duration.ofSeconds(15), 10, 1000);

  /** A shard and what the planner is told of it. */
  record Shard(ShardId id, UUID collection, int wanted, long bytes, double load) {}

  private record Report(long epoch, Set<NodeId> inSync) {}

  private final World world;
  private final Members members;
  private final NavigableMap<ShardId, Shard> shards = new TreeMap<>(World.BY_UUID);
  private final Map<ShardId, Report> reports = new HashMap<>();
  private final List<PlacementWish> wishes = new ArrayList<>();
  private PlacementTable table = PlacementTable.EMPTY;
  private int stepsTaken;

  CatalogModel(World world) {
    this.world = world;
    members = new Members(world);
    plan();
  }

  Members members() {
    return members;
  }

  PlacementTable table() {
    return table;
  }

  NavigableMap<ShardId, Shard> shards() {
    return shards;
  }

  int stepsTaken() {
    return stepsTaken;
  }

  void put(Shard shard) {
    shards.put(shard.id(), shard);
  }

  void drop(List<ShardId> gone) {
    gone.forEach(shards::remove);
    gone.forEach(reports::remove);
    gone.forEach(world.checker()::forget);
    wishes.removeIf(wish -> gone.contains(wish.shard()));
    table = table.without(gone);
  }

  void wish(PlacementWish wish) {
    wishes.add(wish);
  }

  void forgetWishes() {
    wishes.clear();
  }

  void report(ShardId shard, long epoch, Set<NodeId> inSync) {
    if (epoch >= reports.getOrDefault(shard, new Report(0, Set.of())).epoch()) {
      reports.put(shard, new Report(epoch, Set.copyOf(inSync)));
    }
  }

  List<PlacementStep> next() {
    return PlacementPlanner.next(view());
  }

  private void plan() {
    world.after(
        world.random(300, 2000),
        () -> {
          planOnce();
          plan();
        });
  }

  private void planOnce() {
    ClusterView view = view();
    List<PlacementStep> steps = sabotaged(PlacementPlanner.next(view));
    PlanInvariants.check(view, steps);
    for (PlacementStep step : steps) {
      if (world.hasFaults() && world.chance(0.05)) {
        return;
      }
      world.trace(step.toString());
      table = table.after(step);
      stepsTaken++;
    }
    wishes.removeIf(wish -> wish.isDone(table.find(wish.shard())));
  }

  private List<PlacementStep> sabotaged(List<PlacementStep> steps) {
    if (world.sabotage() != Sabotage.TWO_COPIES_ON_A_NODE) {
      return steps;
    }
    return steps.stream()
        .map(step -> {
          Optional<Placement> at = table.find(step.shard());
          return step instanceof PlacementStep.AddReplica && at.isPresent()
              ? new PlacementStep.AddReplica(step.shard(), at.get().primary())
              : step;
        })
        .toList();
  }

  private ClusterView view() {
    List<ShardView> seen = new ArrayList<>();
    for (Shard shard : shards.values()) {
      Set<NodeId> inSync = reports.getOrDefault(shard.id(), new Report(0, Set.of())).inSync();
      seen.add(
          new ShardView(
              shard.id(),
              shard.collection(),
              shard.wanted(),
              shard.bytes(),
              shard.load(),
              inSync,
              Set.of()));
    }
    List<NodeView> nodes = new ArrayList<>();
    members
        .all()
        .forEach((id, member) ->
            nodes.add(
                new NodeView(
                    id,
                    member.zone(),
                    state(member),
                    Duration.ofMillis(member.downFor(world.now())),
                    member.capacity(),
                    used(id))));
    return new ClusterView(table, nodes, seen, wishes, LIMITS);
  }

  private static NodeState state(Members.Member member) {
    if (member.downSince().isPresent()) {
      return NodeState.DOWN;
    }
    return member.draining() ? NodeState.DRAINING : NodeState.UP;
  }

  /** Bytes of the copies that are there, of those that the catalog still knows. */
  private long used(NodeId id) {
    return world.find(id).stream()
        .flatMap(node -> node.copies().keySet().stream())
        .filter(shard -> table.find(shard).filter(at -> at.holds(id)).isPresent())
        .flatMap(shard -> Optional.ofNullable(shards.get(shard)).stream())
        .mapToLong(Shard::bytes)
        .sum();
  }
}
