package io.dunlin.actors.catalog;

import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;

/** Catalog copies for tests that have no catalog. */
public final class CatalogCopies {
  private CatalogCopies() {}

  public static CatalogCopy of(CollectionInfo collection) {
    CatalogCopy copy = new CatalogCopy();
    copy.update(CatalogState.EMPTY.after(new CatalogEvent.CollectionCreated(collection)));
    return copy;
  }

  /** The collection is gone from now on. */
  public static void drop(CatalogCopy copy, CollectionInfo collection) {
    copy.update(copy.state().after(new CatalogEvent.CollectionDropped(collection.uuid())));
  }
}
