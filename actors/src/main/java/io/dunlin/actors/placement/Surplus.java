package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses which copies are too many where there are more than wanted.
 *
 * <p>This also ends a move: the move's copy was added where it does better, so it is another that
 * is found to be too many. The choice is made by the same measure that began the move, but with a
 * lower threshold, so that small changes of load meanwhile do not undo it. Moves that began
 * together were each worth it in view of the others; so all are first taken to be done, and then
 * each choice is looked at again in view of the others until none changes.
 */
final class Surplus {
  /** Of what a move must be worth to begin; below 1, or a primary's move would never end. */
  private static final double RELUCTANCE = 0.5;

  /** Choices settle in two or three. */
  private static final int MOST_PASSES = 10;

  private final Draft draft;

  Surplus(Draft draft) {
    this.draft = draft;
  }

  void find() {
    // With a node that is expected back it is not known how many copies there are.
    List<ShardDraft> crowded =
        draft.shards().stream()
            .filter(shard -> shard.awaited().isEmpty() && shard.goal().size() > shard.target())
            .toList();
    crowded.forEach(shard -> choose(shard, Optional.of(shard.copies().getLast())));
    boolean changed = true;
    for (int pass = 0; changed && pass < MOST_PASSES; pass++) {
      changed = false;
      for (ShardDraft shard : crowded) {
        changed |= chooseAgain(shard);
      }
    }
  }

  private boolean chooseAgain(ShardDraft shard) {
    Set<NodeId> before = Set.copyOf(shard.surplus());
    before.forEach(node -> draft.aim(shard, node));
    draft.aimPrimary(shard, shard.primary());
    shard.surplus().clear();
    choose(shard, Optional.empty());
    return !before.equals(shard.surplus());
  }

  private void choose(ShardDraft shard, Optional<NodeId> newest) {
    while (shard.goal().size() > shard.target()) {
      Comparator<NodeId> worst =
          Comparator.<NodeId>comparingInt(node -> shard.isOnlyLeader(node) ? 1 : 0)
              .thenComparingInt(node -> newest.equals(Optional.of(node)) ? 1 : 0)
              .thenComparing(worstOf(shard));
      NodeId chosen = shard.goal().stream().min(worst).orElseThrow();
      shard.surplus().add(chosen);
      draft.forgo(shard, chosen);
      if (shard.primary().equals(Optional.of(chosen))) {
        draft.aimPrimary(shard, draft.heir(shard, chosen));
      }
    }
  }

  private Comparator<NodeId> worstOf(ShardDraft shard) {
    return Comparator.<NodeId>comparingInt(node -> shard.demand().required().contains(node) ? 1 : 0)
        .thenComparingInt(node -> shard.zonePairs(Optional.of(node), Optional.empty()))
        .thenComparingDouble(node -> unevennessWithout(shard, node))
        .thenComparing(Comparator.naturalOrder());
  }

  /** Compared with what is, so negative. */
  private double unevennessWithout(ShardDraft shard, NodeId node) {
    Balance balance = draft.balance();
    double without = -balance.relief(node, Draft.weight(shard));
    if (!shard.primary().equals(Optional.of(node))) {
      return without;
    }
    Weight moved = Draft.weight(shard).plus(Weight.PRIMARY);
    double handover =
        draft
            .heir(shard, node)
            .map(next -> -balance.gain(node, next, Weight.PRIMARY))
            .orElse(Double.POSITIVE_INFINITY);
    return without + handover + RELUCTANCE * balance.worth(node, moved);
  }
}
