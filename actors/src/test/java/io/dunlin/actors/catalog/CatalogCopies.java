package io.dunlin.actors.catalog;

import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.Map;
import java.util.TreeMap;

/** Catalog copies for tests that have no catalog. */
public final class CatalogCopies {
  private CatalogCopies() {}

  public static CatalogCopy of(CollectionInfo collection) {
    CatalogCopy copy = new CatalogCopy();
    copy.update(CatalogState.EMPTY.after(new CatalogEvent.CollectionCreated(collection)));
    return copy;
  }

  /** Copies of the shard are to be there from now on. */
  public static void place(CatalogCopy copy, ShardId shard, Placement placement) {
    copy.update(
        copy.state().after(new CatalogEvent.ShardsPlaced(new TreeMap<>(Map.of(shard, placement)))));
  }

  /** The collection is so from now on. */
  public static void change(CatalogCopy copy, CollectionInfo collection, CollectionConfig config) {
    copy.update(copy.state().after(new CatalogEvent.CollectionUpdated(collection.uuid(), config)));
  }

  /** Its indexes are built as it says whatever they find, from now on. */
  public static void acceptIndexes(CatalogCopy copy, CollectionInfo collection) {
    copy.update(copy.state().after(new CatalogEvent.IndexesAccepted(collection.uuid())));
  }

  /** The collection is gone from now on. */
  public static void drop(CatalogCopy copy, CollectionInfo collection) {
    copy.update(copy.state().after(new CatalogEvent.CollectionDropped(collection.uuid())));
  }
}
