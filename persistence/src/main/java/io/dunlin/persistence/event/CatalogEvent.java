package io.dunlin.persistence.event;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import java.util.UUID;

/** What the catalog's log holds. */
public sealed interface CatalogEvent {
  record CollectionCreated(CollectionInfo collection) implements CatalogEvent {}

  record CollectionUpdated(UUID collection, CollectionConfig config) implements CatalogEvent {}

  record CollectionDropped(UUID collection) implements CatalogEvent {}
}
