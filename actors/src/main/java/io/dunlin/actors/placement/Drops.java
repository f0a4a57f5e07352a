package io.dunlin.actors.placement;

import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.NodeId;
import java.util.List;
import java.util.Optional;

/** Drops copies that are too many, have to go or are lost, as soon as enough others are in sync. */
final class Drops {
  private final Draft draft;

  Drops(Draft draft) {
    this.draft = draft;
  }

  void run() {
    for (ShardDraft shard : draft.shards()) {
      boolean led = shard.primary().filter(draft.nodes()::isLive).isPresent();
      if (led && shard.awaited().isEmpty()) {
        dropSurplus(shard);
        dropLeaving(shard);
        dropLost(shard);
      }
    }
  }

  private void dropSurplus(ShardDraft shard) {
    for (NodeId node : List.copyOf(shard.surplus())) {
      Reason reason =
          shard.keptInSync().size() < shard.kept().size() ? Reason.BALANCE : Reason.SURPLUS;
      long others = shard.keptInSync().stream().filter(other -> !other.equals(node)).count();
      dropIf(others >= shard.target(), shard, node, reason);
    }
  }

  private void dropLeaving(ShardDraft shard) {
    for (NodeId node : shard.leaving()) {
      // With no node where it may be, the last copy stays where it is.
      boolean enough = shard.keptInSync().size() >= Math.max(1, shard.target());
      if (enough || shard.missing() == 0) {
        dropIf(enough, shard, node, reason(shard, node));
      }
    }
  }

  /** A node that is only down may come back with its copy, so that one goes when replaced. */
  private void dropLost(ShardDraft shard) {
    for (NodeId node : shard.lost()) {
      int needed = draft.nodes().isKnown(node) ? shard.demand().copies() : shard.target();
      if (shard.keptInSync().size() >= Math.max(1, needed)) {
        dropIf(true, shard, node, Reason.REPAIR);
      }
    }
  }

  private void dropIf(boolean enough, ShardDraft shard, NodeId node, Reason reason) {
    Optional<NodeId> from = Optional.of(node);
    boolean leads = shard.primary().equals(from);
    Optional<NodeId> successor = leads ? draft.successor(shard, node) : Optional.empty();
    if (!enough || (leads && successor.isEmpty())) {
      String missing = shard.target() == 0 ? "a node that may hold it" : "copies in sync elsewhere";
      draft.tell(shard, reason, from, Optional.empty(), Optional.of(missing));
      return;
    }
    successor.ifPresent(next -> draft.promote(shard, next));
    draft.drop(shard, node);
    draft.tell(shard, reason, from, successor, Optional.empty());
  }

  /** Why a copy that answers has to go. */
  Reason reason(ShardDraft shard, NodeId node) {
    if (!draft.nodes().isUp(node)) {
      return Reason.DRAIN;
    }
    return shard.demand().unwelcome().contains(node) ? Reason.WISH : Reason.AFFINITY;
  }
}
