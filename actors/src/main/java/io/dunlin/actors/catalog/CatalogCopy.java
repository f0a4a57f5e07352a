package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** This node's copy of the catalog. Written by the {@link CatalogFollower}, read by any thread. */
public final class CatalogCopy {
  private volatile CatalogState state = CatalogState.EMPTY;
  private volatile boolean loaded;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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

  /** Whether the shard's collection is released, as far as this node has heard. */
  public boolean isReleased(ShardId shard) {
    CatalogState now = state;
    return !now.released().isEmpty()
        && collectionOf(shard).filter(info -> now.released().contains(info.uuid())).isPresent();
  }

  /** Has something run after each change, on the follower's thread: it must not wait. */
  public void afterChange(Runnable listener) {
    listeners.add(listener);
  }

  void update(CatalogState newer) {
    state = newer;
    loaded = true;
    listeners.forEach(Runnable::run);
  }
}
