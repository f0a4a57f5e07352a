package io.dunlin.actors.placement;

import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Begins to move copies: first those that have to go from where they are, then, when no one waits
 * for anything, those that do better elsewhere.
 */
final class Moves {
  private final Draft draft;
  private final Drops drops;
  private int underWay;

  Moves(Draft draft, Drops drops) {
    this.draft = draft;
    this.drops = drops;
    for (ShardDraft shard : draft.shards()) {
      int filling = shard.kept().size() - shard.keptInSync().size();
      underWay += Math.max(0, Math.min(filling, shard.live().size() - shard.demand().copies()));
    }
  }

  private boolean isFull() {
    return underWay >= draft.limits().moves();
  }

  private Choice wait(Choice choice) {
    return new Choice(choice.node(), Optional.of(underWay + " moves under way"));
  }

  /** Replaces copies that have to go: of nodes to be emptied, of wishes, of affinity. */
  void replaceLeaving() {
    for (Reason reason : EnumSet.range(Reason.DRAIN, Reason.AFFINITY)) {
      for (ShardDraft shard : draft.shards()) {
        if (reason == Reason.WISH) {
          shard.wished().forEach(_ -> replace(shard, shard.wishedAway(), reason));
        }
        for (NodeId leaving : shard.leaving()) {
          if (shard.missing() > 0 && drops.reason(shard, leaving) == reason) {
            replace(shard, Optional.of(leaving), reason);
          }
        }
      }
    }
  }

  private void replace(ShardDraft shard, Optional<NodeId> leaving, Reason reason) {
    Choice choice = draft.choose(shard, draft.limits().headroom());
    if (choice.isReady() && isFull()) {
      choice = wait(choice);
    }
    if (choice.isReady()) {
      draft.add(shard, choice.node().orElseThrow());
      underWay++;
    }
    draft.tell(shard, reason, leaving, choice);
  }

  /**
   * One copy of a settled shard, and where it would do better.
   *
   * @param neighbours how many more copies of the shard its new zone has than its old one
   */
  private record Move(ShardDraft shard, NodeId from, NodeId to, int neighbours, double gain) {
    Reason reason() {
      return neighbours < 0 ? Reason.ZONES : Reason.BALANCE;
    }
  }

  /** Zones before evenness; of moves equal in the first, the one that gains most. */
  private static final Comparator<Move> BEST =
      Comparator.<Move>comparingInt(move -> Math.min(0, move.neighbours()))
          .thenComparing(Comparator.comparingDouble(Move::gain).reversed());

  void improve() {
    while (!draft.isWaiting()) {
      Optional<Move> best = candidates().stream().min(BEST);
      if (best.isEmpty()) {
        return;
      }
      begin(best.get());
    }
  }

  private void begin(Move move) {
    ShardDraft shard = move.shard();
    Choice choice = new Choice(Optional.of(move.to()), Optional.empty());
    if (isFull()) {
      choice = wait(choice);
    } else if (!draft.room().hasSlot(move.to(), shard.view())) {
      // The next best move would be made only because the best has to wait.
      choice = new Choice(choice.node(), Optional.of("other copies on their way"));
    }
    if (choice.isReady()) {
      draft.add(shard, move.to());
      underWay++;
    }
    draft.forgo(shard, move.from());
    draft.tell(shard, move.reason(), Optional.of(move.from()), choice);
    if (shard.primary().equals(Optional.of(move.from()))) {
      draft.aimPrimary(shard, Optional.of(move.to()));
    }
  }

  private List<Move> candidates() {
    List<Move> moves = new ArrayList<>();
    for (ShardDraft shard : draft.shards()) {
      if (shard.isSettled()) {
        for (NodeId from : shard.copies()) {
          if (!shard.demand().required().contains(from)) {
            addCandidates(shard, from, moves);
          }
        }
      }
    }
    return moves;
  }

  private void addCandidates(ShardDraft shard, NodeId from, List<Move> moves) {
    Map<String, Integer> zones = shard.zones(Optional.of(from));
    int near = zones.getOrDefault(draft.nodes().zone(from), 0);
    Balance balance = draft.balance();
    boolean leads = shard.primary().equals(Optional.of(from));
    Weight weight = leads ? Draft.weight(shard).plus(Weight.PRIMARY) : Draft.weight(shard);
    for (NodeId to : shard.demand().allowed()) {
      boolean leaderless = !draft.nodes().mayLead(to) && (leads || shard.isOnlyLeader(from));
      if (leaderless
          || shard.holds(to)
          || !draft.room().hasRoom(to, shard.view(), draft.limits().headroom())) {
        continue;
      }
      int change = zones.getOrDefault(draft.nodes().zone(to), 0) - near;
      double gain = balance.gain(from, to, weight);
      boolean worth = balance.isUneven(from, to, weight) && gain >= balance.worth(from, to, weight);
      if (change < 0 || (change == 0 && worth)) {
        moves.add(new Move(shard, from, to, change, gain));
      }
    }
  }

  /** Gives primaries to replicas on nodes with fewer: no bytes move, writes halt for a moment. */
  void spreadPrimaries() {
    for (int done = 0; done < draft.limits().moves() && !draft.isWaiting(); done++) {
      Optional<Move> best =
          draft.shards().stream()
              .filter(ShardDraft::isSettled)
              .flatMap(shard ->
                  shard.copies().stream()
                      .skip(1)
                      .filter(draft.nodes()::mayLead)
                      .map(to -> handover(shard, to)))
              .filter(this::isWorthwhile)
              .min(BEST);
      if (best.isEmpty()) {
        return;
      }
      Move move = best.get();
      draft.promote(move.shard(), move.to());
      draft.tell(
          move.shard(),
          Reason.BALANCE,
          Optional.of(move.from()),
          Optional.of(move.to()),
          Optional.empty());
    }
  }

  private Move handover(ShardDraft shard, NodeId to) {
    NodeId from = shard.primary().orElseThrow();
    return new Move(shard, from, to, 0, draft.balance().gain(from, to, Weight.PRIMARY));
  }

  private boolean isWorthwhile(Move move) {
    Balance balance = draft.balance();
    return balance.isUneven(move.from(), move.to(), Weight.PRIMARY)
        && move.gain() >= balance.worth(move.from(), move.to(), Weight.PRIMARY);
  }
}
