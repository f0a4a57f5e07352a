package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A cluster for the planner to look at, changed by its steps and by the tests. */
final class Scene {
  static final long GB = 1L << 30;
  static final long CAPACITY = 1000 * GB;

  /** Enough for everything to happen at once. */
  static final PlannerLimits WIDE =
      new PlannerLimits(1000, 1000, 0.1, 0.2, Duration.ofMinutes(1), 10, 1000);

  private final NavigableMap<NodeId, NodeView> nodes = new TreeMap<>();
  private final Map<ShardId, ShardView> shards = new HashMap<>();
  private final List<PlacementWish> wishes = new ArrayList<>();
  private PlacementTable table = PlacementTable.EMPTY;
  private PlannerLimits limits = PlannerLimits.DEFAULT;
  private int added;

  static NodeId node(int number) {
    return new NodeId(new UUID(0, number));
  }

  static ShardId shard(int number) {
    return new ShardId(new UUID(1, number));
  }

  /** Nodes 1 to {@code count} of one zone. */
  static Scene of(int count) {
    Scene scene = new Scene();
    IntStream.rangeClosed(1, count).forEach(number -> scene.join(number, "z"));
    return scene;
  }

  Scene limits(PlannerLimits other) {
    limits = other;
    return this;
  }

  Scene join(int number, String zone) {
    return join(number, zone, CAPACITY);
  }

  Scene join(int number, String zone, long capacity) {
    NodeId id = node(number);
    nodes.put(id, new NodeView(id, zone, NodeState.UP, Duration.ZERO, capacity, 0));
    return this;
  }

  /** What a node may hold from now on. */
  Scene holds(int number, Holding holding) {
    nodes.computeIfPresent(
        node(number),
        (id, old) ->
            new NodeView(
                id,
                old.zone(),
                old.state(),
                old.downFor(),
                old.capacityBytes(),
                old.usedBytes(),
                holding));
    return this;
  }

  Scene up(int number) {
    return state(node(number), NodeState.UP, Duration.ZERO);
  }

  Scene drain(int number) {
    return state(node(number), NodeState.DRAINING, Duration.ZERO);
  }

  Scene down(int number, Duration since) {
    return state(node(number), NodeState.DOWN, since);
  }

  Scene leave(int number) {
    return state(node(number), NodeState.LEAVING, Duration.ZERO);
  }

  Scene lost(int number) {
    return down(number, Duration.ofHours(1));
  }

  Scene forget(int number) {
    nodes.remove(node(number));
    return this;
  }

  private Scene state(NodeId id, NodeState state, Duration since) {
    nodes.computeIfPresent(
        id,
        (_, old) ->
            new NodeView(
                id, old.zone(), state, since, old.capacityBytes(), old.usedBytes(), old.holding()));
    return this;
  }

  Scene used(int number, long bytes) {
    nodes.computeIfPresent(
        node(number),
        (id, old) ->
            new NodeView(
                id,
                old.zone(),
                old.state(),
                old.downFor(),
                old.capacityBytes(),
                bytes,
                old.holding()));
    return this;
  }

  /** A shard without a placement, of a gigabyte. */
  Scene shard(int number, int wanted) {
    ShardId id = shard(number);
    shards.put(id, new ShardView(id, new UUID(2, 0), wanted, GB, 0, Set.of(), Set.of()));
    return this;
  }

  /** A shard with all copies in sync, the primary first. */
  Scene shard(int number, int wanted, int... at) {
    shard(number, wanted);
    List<NodeId> copies = IntStream.of(at).mapToObj(Scene::node).toList();
    Map<ShardId, Placement> placements = new HashMap<>(table.placements());
    placements.put(
        shard(number), new Placement(copies.getFirst(), copies.subList(1, copies.size())));
    table = new PlacementTable(placements);
    return inSync(number, at);
  }

  Scene inSync(int number, int... at) {
    Set<NodeId> nodesInSync = new HashSet<>();
    IntStream.of(at).forEach(one -> nodesInSync.add(node(one)));
    return change(
        number,
        old ->
            new ShardView(
                old.id(),
                old.collection(),
                old.wanted(),
                old.bytes(),
                old.load(),
                nodesInSync,
                old.affinity()));
  }

  Scene wanted(int number, int copies) {
    return change(
        number,
        old ->
            new ShardView(
                old.id(),
                old.collection(),
                copies,
                old.bytes(),
                old.load(),
                old.inSync(),
                old.affinity()));
  }

  Scene sized(int number, long bytes, double load) {
    return change(
        number,
        old ->
            new ShardView(
                old.id(),
                old.collection(),
                old.wanted(),
                bytes,
                load,
                old.inSync(),
                old.affinity()));
  }

  Scene affinity(int number, Set<NodeId> affinity) {
    return change(
        number,
        old ->
            new ShardView(
                old.id(),
                old.collection(),
                old.wanted(),
                old.bytes(),
                old.load(),
                old.inSync(),
                affinity));
  }

  private Scene change(int number, UnaryOperator<ShardView> to) {
    shards.computeIfPresent(shard(number), (_, old) -> to.apply(old));
    return this;
  }

  Scene wish(PlacementWish wish) {
    wishes.add(wish);
    return this;
  }

  ClusterView view() {
    return new ClusterView(
        table, List.copyOf(nodes.values()), List.copyOf(shards.values()), wishes, limits);
  }

  PlacementTable table() {
    return table;
  }

  List<PlacementStep> next() {
    return PlacementPlanner.next(view());
  }

  PlacementPlan plan() {
    return PlacementPlanner.plan(view());
  }

  /** How many copies were added by steps so far. */
  int added() {
    return added;
  }

  /** Plans once, checks the steps and takes them. */
  List<PlacementStep> round() {
    ClusterView view = view();
    List<PlacementStep> steps = PlacementPlanner.next(view);
    PlanInvariants.check(view, steps);
    for (PlacementStep step : steps) {
      table = table.after(step);
      added += step instanceof PlacementStep.AddReplica ? 1 : 0;
    }
    wishes.removeIf(wish -> wish.isDone(table.find(wish.shard())));
    return steps;
  }

  /** Every copy on a node that is up gets in sync. */
  void fill() {
    fill(_ -> true);
  }

  /** Some copies on nodes that are up get in sync; none falls behind. */
  void fill(Predicate<ShardId> some) {
    for (ShardView shard : List.copyOf(shards.values())) {
      Set<NodeId> synced = new HashSet<>();
      table.find(shard.id()).ifPresent(at -> synced.addAll(at.copies()));
      synced.removeIf(id -> !shard.inSync().contains(id) && !some.test(shard.id()));
      synced.removeIf(id -> !nodes.containsKey(id) || state(id) == NodeState.DOWN);
      shards.put(
          shard.id(),
          new ShardView(
              shard.id(),
              shard.collection(),
              shard.wanted(),
              shard.bytes(),
              shard.load(),
              synced,
              shard.affinity()));
    }
    for (NodeId id : List.copyOf(nodes.keySet())) {
      long bytes =
          shards.values().stream()
              .filter(one -> table.find(one.id()).filter(at -> at.holds(id)).isPresent())
              .mapToLong(ShardView::bytes)
              .sum();
      nodes.computeIfPresent(
          id,
          (_, old) ->
              new NodeView(
                  id,
                  old.zone(),
                  old.state(),
                  old.downFor(),
                  old.capacityBytes(),
                  bytes,
                  old.holding()));
    }
  }

  private NodeState state(NodeId id) {
    NodeView view = nodes.get(id);
    return view == null ? NodeState.DOWN : view.state();
  }

  /** Fills and plans until nothing is left to do, and returns the number of rounds. */
  int settle(int most) {
    for (int rounds = 0; rounds < most; rounds++) {
      fill();
      if (round().isEmpty()) {
        return rounds;
      }
    }
    throw new AssertionError("still planning after " + most + " rounds: " + next());
  }

  int copiesOn(int number) {
    return (int) table.placements().values().stream().filter(at -> at.holds(node(number))).count();
  }

  int primariesOn(int number) {
    return (int)
        table.placements().values().stream()
            .filter(at -> at.primary().equals(node(number)))
            .count();
  }
}
