package io.dunlin.actors.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds of every plan, whatever the view. */
public final class PlanInvariants {
  private static final Set<NodeState> LIVE = Set.of(NodeState.UP, NodeState.DRAINING);

  private final ClusterView view;
  private final Map<NodeId, NodeView> nodes = new HashMap<>();
  private PlacementTable table;
  private int moves;

  private PlanInvariants(ClusterView view) {
    this.view = view;
    table = view.table();
    view.nodes().forEach(node -> nodes.put(node.id(), node));
  }

  public static void check(ClusterView view, List<PlacementStep> steps) {
    PlanInvariants plan = new PlanInvariants(view);
    for (PlacementStep step : steps) {
      ShardView shard =
          view.shards().stream()
              .filter(one -> one.id().equals(step.shard()))
              .findFirst()
              .orElseThrow(() -> new AssertionError("a step for an unknown shard: " + step));
      plan.check(shard, step);
    }
    plan.checkLimits();
  }

  private void check(ShardView shard, PlacementStep step) {
    if (step instanceof PlacementStep.AddReplica) {
      boolean twice = table.find(shard.id()).filter(at -> at.holds(step.node())).isPresent();
      assertThat(twice).as("two copies of a shard on one node: %s", step).isFalse();
    }
    if (step instanceof PlacementStep.AddReplica && live(shard) >= wanted(shard)) {
      moves++;
    }
    assertThat(table.fits(step)).as("the table takes %s", step).isTrue();
    switch (step) {
      case PlacementStep.Place _, PlacementStep.AddReplica _ -> checkComing(shard, step);
      case PlacementStep.DropReplica _ -> checkGoing(shard, step);
      case PlacementStep.Promote _ -> checkLeader(shard, step);
    }
    table = table.after(step);
  }

  /** A copy where primaries do not belong leads only where no copy in sync could. */
  private void checkLeader(ShardView shard, PlacementStep step) {
    assertThat(state(step.node())).as("%s", step).isIn(LIVE);
    if (!mayLead(step.node())) {
      assertThat(table.find(shard.id()).orElseThrow().copies())
          .as("%s", step)
          .noneMatch(node ->
              mayLead(node)
                  && shard.inSync().contains(node)
                  && LIVE.contains(state(node))
                  && isAllowed(shard, node));
    }
  }

  /** Neither an operator nor an affinity wants it elsewhere. */
  private boolean isAllowed(ShardView shard, NodeId node) {
    return state(node) == NodeState.UP
        && (shard.affinity().isEmpty() || shard.affinity().contains(node))
        && view.wishes().stream()
            .noneMatch(
                wish -> wish.shard().equals(shard.id()) && wish.source().equals(Optional.of(node)));
  }

  private boolean mayLead(NodeId node) {
    return Optional.ofNullable(nodes.get(node))
        .filter(one -> one.holding() == Holding.ANY)
        .isPresent();
  }

  private void checkComing(ShardView shard, PlacementStep step) {
    assertThat(state(step.node())).as("%s", step).isEqualTo(NodeState.UP);
    if (step instanceof PlacementStep.Place) {
      assertThat(mayLead(step.node())).as("primaries belong there, %s", step).isTrue();
    }
    boolean home = shard.affinity().stream().anyMatch(node -> state(node) == NodeState.UP);
    assertThat(!home || shard.affinity().contains(step.node())).as("affinity, %s", step).isTrue();
  }

  /** A copy that answers goes only when as many others as wanted, or possible, are in sync. */
  private void checkGoing(ShardView shard, PlacementStep step) {
    List<NodeId> others = new ArrayList<>(table.find(shard.id()).orElseThrow().copies());
    others.remove(step.node());
    assertThat(others).as("copies after %s", step).isNotEmpty();
    long inSync =
        others.stream()
            .filter(node -> shard.inSync().contains(node) && LIVE.contains(state(node)))
            .count();
    long possible =
        nodes.values().stream()
            .filter(node -> state(node.id()) == NodeState.UP)
            .filter(node -> shard.affinity().isEmpty() || shard.affinity().contains(node.id()))
            .filter(node ->
                view.wishes().stream()
                    .noneMatch(wish ->
                        wish.shard().equals(shard.id())
                            && wish.source().equals(Optional.of(node.id()))))
            .count();
    assertThat(inSync)
        .as("copies in sync after %s", step)
        .isGreaterThanOrEqualTo(Math.max(1, Math.min(shard.wanted(), possible)));
  }

  private void checkLimits() {
    PlannerLimits limits = view.limits();
    for (NodeView node : view.nodes()) {
      long before = incoming(view.table(), node.id());
      long after = incoming(table, node.id());
      assertThat(after)
          .as("copies on their way to %s", node)
          .isLessThanOrEqualTo(Math.max(before, limits.incomingPerNode()));
      long room = (long) (node.capacityBytes() * (1 - limits.headroom()));
      if (after > before) {
        long coming = bytesComing(node.id());
        boolean lastHope = view.shards().stream().anyMatch(this::startedAnew);
        assertThat(node.usedBytes() + coming)
            .as("bytes on %s", node)
            .isLessThanOrEqualTo(lastHope ? node.capacityBytes() : room);
      }
    }
    assertThat(moves).as("moves begun").isLessThanOrEqualTo(limits.moves());
  }

  /** None of its copies was up, so that one was made elsewhere. */
  private boolean startedAnew(ShardView shard) {
    return view.table()
        .find(shard.id())
        .filter(at -> at.copies().stream().noneMatch(node -> LIVE.contains(state(node))))
        .isPresent();
  }

  private long incoming(PlacementTable at, NodeId node) {
    return view.shards().stream()
        .filter(shard -> shard.bytes() > 0 && !shard.inSync().contains(node))
        .filter(shard -> at.find(shard.id()).filter(copies -> copies.holds(node)).isPresent())
        .count();
  }

  private long bytesComing(NodeId node) {
    return view.shards().stream()
        .filter(shard -> !shard.inSync().contains(node))
        .filter(shard -> table.find(shard.id()).filter(at -> at.holds(node)).isPresent())
        .mapToLong(ShardView::bytes)
        .sum();
  }

  private long wanted(ShardView shard) {
    return shard.wanted()
        + view.wishes().stream()
            .filter(wish -> wish instanceof PlacementWish.Replicate)
            .filter(wish -> wish.shard().equals(shard.id()))
            .count();
  }

  /** Copies that answer, whether they have to go or not. */
  private long live(ShardView shard) {
    return view.table().find(shard.id()).map(Placement::copies).orElse(List.of()).stream()
        .filter(node -> LIVE.contains(state(node)))
        .count();
  }

  private NodeState state(NodeId node) {
    return Optional.ofNullable(nodes.get(node))
        .map(one ->
            one.state() == NodeState.UP && one.holding() == Holding.NOTHING
                ? NodeState.DRAINING
                : one.state())
        .orElse(NodeState.DOWN);
  }
}
