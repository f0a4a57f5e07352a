package io.dunlin.actors.catalog;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import java.util.Optional;

/**
 * Keeps a cluster from more shards than its nodes can run: each copy costs its node a log, files
 * and memory, whether there are points in it or not. Pure.
 *
 * @param perNode copies that a node may hold, on average
 * @param nodes how many may hold copies; a shard has no more copies than these
 */
record ShardLimit(int perNode, int nodes) {
  private static final String SETTING = "dunlin.cluster.shards-per-node";

  ShardLimit {
    nodes = Math.max(1, nodes);
  }

  /** Why a change asks for too much. One that adds no copies never does. */
  Optional<DunlinFailure> problem(CatalogState state, CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.CollectionCreated _ -> problem("shard_number", state, event);
      case CatalogEvent.ShardKeyCreated _ -> problem("shards_number", state, event);
      case CatalogEvent.CollectionUpdated _ -> problem("replication_factor", state, event);
      default -> Optional.empty();
    };
  }

  private Optional<DunlinFailure> problem(String field, CatalogState state, CatalogEvent event) {
    long before = copies(state);
    long more = copies(state.after(event)) - before;
    long allowed = (long) perNode * nodes;
    return more <= 0 || before + more <= allowed
        ? Optional.empty()
        : Optional.of(
            new DunlinFailure.WrongInput(
                "%s: asks for %d more copies of shards, and there are %d; the nodes of the cluster that hold any are %d, and may hold %d (%s = %d)"
                    .formatted(field, more, before, nodes, allowed, SETTING, perNode)));
  }

  private long copies(CatalogState state) {
    return state.byName().values().stream().mapToLong(this::copies).sum();
  }

  private long copies(CollectionInfo collection) {
    int usual = collection.config().replicationFactor();
    if (collection.keys().isEmpty()) {
      return copies(collection.shards().size(), usual);
    }
    long copies = 0;
    for (KeyedShards keyed : collection.keys()) {
      copies += copies(keyed.shards().size(), keyed.copies().orElse(usual));
    }
    return copies;
  }

  private long copies(long shards, int each) {
    return shards * Math.min(each, nodes);
  }
}
