package io.dunlin.actors.placement;

import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Plans where copies go: a pure function of what is known now, with the same answer for the same
 * view. It keeps no plans: what is under way is seen from the table, which holds copies that are
 * not in sync yet and copies that are too many, so it can be lost and begin again at any time.
 *
 * <p>In this order: shards without a copy get one; replicas take the lead from nodes that are down
 * or leave, and those where primaries belong from others; missing copies are made; copies that are
 * too many are dropped; nodes are emptied; wishes are followed; copies go where they belong, into
 * more zones, and from fuller to emptier nodes. The last two happen only when nothing before them
 * waits for its turn, and only where they are worth it (see {@link Balance}).
 */
public final class PlacementPlanner {
  private PlacementPlanner() {}

  /** Steps that can all be taken now, in order; empty when all is well or on its way. */
  public static List<PlacementStep> next(ClusterView view) {
    return plan(view).steps();
  }

  /** The same, with an account for an operator. */
  public static PlacementPlan plan(ClusterView view) {
    Draft draft = new Draft(view);
    new Surplus(draft).find();
    Repair repair = new Repair(draft);
    repair.placeNew();
    repair.failOver();
    repair.giveBack();
    repair.addMissing();
    Drops drops = new Drops(draft);
    drops.run();
    Moves moves = new Moves(draft, drops);
    moves.replaceLeaving();
    moves.improve();
    moves.spreadPrimaries();
    draft.shards().forEach(shard -> tellOfTheRest(draft, shard));
    return draft.plan();
  }

  private static void tellOfTheRest(Draft draft, ShardDraft shard) {
    if (shard.isTouched()) {
      return;
    }
    for (NodeId node : shard.kept()) {
      if (!shard.isInSync(node)) {
        Optional<String> why = Optional.of("that copy to be in sync");
        draft.tell(shard, Reason.REPAIR, Optional.empty(), Optional.of(node), why);
      }
    }
    for (NodeId node : shard.awaited()) {
      Optional<String> why = Optional.of("that node to come back");
      draft.tell(shard, Reason.REPAIR, Optional.of(node), Optional.empty(), why);
    }
    if (shard.target() < shard.demand().copies() && !shard.isTouched()) {
      Optional<String> why = Optional.of("more nodes: " + shard.target() + " may hold its copies");
      draft.tell(shard, Reason.REPAIR, Optional.empty(), Optional.empty(), why);
    }
  }
}
