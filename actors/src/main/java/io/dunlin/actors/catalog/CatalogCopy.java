package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.Optional;

/** This node's copy of the catalog. Written by the {@link CatalogFollower}, read by any thread. */
public final class CatalogCopy {
  private volatile CatalogState state = CatalogState.EMPTY;
  private volatile boolean loaded;

  public CatalogState state() {
    return state;
  }

  /** False until the catalog was heard of for the first time. */
  public boolean loaded() {
    return loaded;
  }

  /** The collection that a shard belongs to. */
  public Optional<CollectionInfo> collectionOf(ShardId shard) {
    return state.byName().values().stream()
        .filter(collection -> collection.shards().contains(shard))
        .findFirst();
  }

  void update(CatalogState newer) {
    state = newer;
    loaded = true;
  }
}
