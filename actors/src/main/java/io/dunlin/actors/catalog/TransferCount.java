package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts copies from when the table places them until they are in sync or the table wants them no
 * more. It remembers nothing of a catalog that ran before: what it finds not in sync when it first
 * looks is under way, and was begun by another.
 */
final class TransferCount {
  /** A replica that the table has. */
  record Copy(ShardId shard, NodeId node) {}

  private final TransferMetrics metrics;
  private final Set<Copy> underWay = new HashSet<>();
  private Optional<Set<Copy>> before = Optional.empty();
  private long version = -1;

  TransferCount(TransferMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * @param inSync whether a replica holds every acked position
   */
  void look(CatalogState state, Predicate<Copy> inSync) {
    int begun = 0;
    int abandoned = 0;
    if (state.version() != version) {
      Set<Copy> now = copies(state);
      for (Copy copy : now) {
        boolean known = before.isPresent() && before.get().contains(copy);
        if (!known && (before.isPresent() || !inSync.test(copy))) {
          underWay.add(copy);
          begun += before.isPresent() ? 1 : 0;
        }
      }
      for (Iterator<Copy> each = underWay.iterator(); each.hasNext(); ) {
        Copy copy = each.next();
        if (!state
            .placements()
            .find(copy.shard())
            .filter(at -> at.holds(copy.node()))
            .isPresent()) {
          each.remove();
          abandoned++;
        }
      }
      before = Optional.of(now);
      version = state.version();
    }
    int waiting = underWay.size();
    underWay.removeIf(inSync);
    metrics.counted(begun, waiting - underWay.size(), abandoned, underWay.size());
  }

  private static Set<Copy> copies(CatalogState state) {
    Set<Copy> copies = new HashSet<>();
    state
        .placements()
        .placements()
        .forEach((shard, placement) ->
            placement.replicas().forEach(node -> copies.add(new Copy(shard, node))));
    return copies;
  }

  /** The catalog runs elsewhere from now on. */
  void end() {
    metrics.counted(0, 0, 0, 0);
  }
}
