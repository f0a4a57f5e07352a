package io.dunlin.actors.placement;

import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Gives shards their first copy, a primary that is up, and the copies they lack. */
final class Repair {
  private final Draft draft;

  Repair(Draft draft) {
    this.draft = draft;
  }

  void placeNew() {
    for (ShardDraft shard : draft.shards()) {
      if (shard.placement().isEmpty()) {
        Choice choice = draft.chooseLeader(shard, draft.limits().headroom());
        if (choice.isReady()) {
          draft.place(shard, choice.node().orElseThrow());
        }
        draft.tell(shard, Reason.NEW, Optional.empty(), choice);
      }
    }
  }

  /**
   * Any copy may lead: what was acked is in the journal. One in sync has nothing to catch up. A
   * node that is down may be back before another has replayed the log; one that leaves still
   * answers while another does, so that nobody waits for it.
   */
  void failOver() {
    for (ShardDraft shard : draft.shards()) {
      Optional<NodeId> lost = shard.primary().filter(node -> !draft.nodes().isLive(node));
      if (lost.isEmpty()) {
        continue;
      }
      Optional<NodeId> next = shard.live().stream().min(leadersOf(shard));
      if (next.isPresent()) {
        draft.promote(shard, next.get());
        draft.tell(shard, Reason.FAILOVER, lost, next, Optional.empty());
      } else if (!shard.awaited().isEmpty() && !draft.nodes().isLeaving(lost.get())) {
        Optional<String> why = Optional.of("its nodes may come back soon");
        draft.tell(shard, Reason.FAILOVER, lost, Optional.empty(), why);
      } else {
        startAnew(shard, lost);
      }
    }
  }

  /** With no copy left, what is kept free for bad days may be used. */
  private void startAnew(ShardDraft shard, Optional<NodeId> lost) {
    Choice choice = draft.chooseLeader(shard, 0);
    if (choice.isReady()) {
      draft.add(shard, choice.node().orElseThrow());
      draft.promote(shard, choice.node().orElseThrow());
    }
    draft.tell(shard, Reason.FAILOVER, lost, choice);
  }

  private Comparator<NodeId> leadersOf(ShardDraft shard) {
    return Comparator.<NodeId>comparingInt(node -> shard.isInSync(node) ? 0 : 1)
        .thenComparingInt(node -> draft.nodes().mayLead(node) ? 0 : 1)
        .thenComparingInt(node -> draft.nodes().isUp(node) ? 0 : 1)
        .thenComparingInt(node -> shard.demand().allowed().contains(node) ? 0 : 1)
        .thenComparingDouble(
            node -> draft.nodes().isUp(node) ? draft.balance().burden(node, Weight.PRIMARY) : 0)
        .thenComparing(Comparator.naturalOrder());
  }

  /** Has copies lead that are where primaries belong, instead of those that did in their need. */
  void giveBack() {
    for (ShardDraft shard : draft.shards()) {
      Optional<NodeId> primary =
          shard
              .primary()
              .filter(node -> draft.nodes().isLive(node) && !draft.nodes().mayLead(node));
      Optional<NodeId> next =
          primary
              .flatMap(node -> draft.successor(shard, node))
              .filter(node -> draft.nodes().mayLead(node));
      if (next.isPresent()) {
        draft.promote(shard, next.get());
        draft.tell(shard, Reason.ROLE, primary, next, Optional.empty());
      }
    }
  }

  /** Those with fewest copies left first, then the largest, which are hardest to fit in. */
  void addMissing() {
    List<ShardDraft> urgent =
        draft.shards().stream()
            .filter(shard -> shard.placement().isPresent() && lacking(shard) > 0)
            .sorted(
                Comparator.<ShardDraft>comparingInt(shard -> shard.live().size())
                    .thenComparing(
                        Comparator.<ShardDraft>comparingLong(shard -> shard.view().bytes())
                            .reversed()))
            .toList();
    for (ShardDraft shard : urgent) {
      for (int lacking = lacking(shard); lacking > 0; lacking--) {
        Choice choice = draft.choose(shard, draft.limits().headroom());
        if (choice.isReady()) {
          draft.add(shard, choice.node().orElseThrow());
        }
        draft.tell(shard, Reason.REPAIR, shard.lost().stream().findFirst(), choice);
        if (choice.node().isEmpty()) {
          break;
        }
      }
    }
  }

  /** Copies that answer do not lack, even if they have to go: to replace those is no repair. */
  private int lacking(ShardDraft shard) {
    int lacking =
        Math.min(shard.missing(), shard.target() - shard.live().size() - shard.awaited().size());
    boolean leaderless =
        shard.lacksLeader() && shard.live().stream().noneMatch(draft.nodes()::mayLead);
    return leaderless ? Math.max(1, lacking) : lacking;
  }
}
