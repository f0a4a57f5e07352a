package io.dunlin.actors.catalog;

import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All collections after {@code version} changes. Immutable.
 *
 * @param byName never changed once made
 * @param dropped shards of collections that are gone, until no log of them is left
 * @param placements where the copies of all other shards are to be
 */
public record CatalogState(
    long version,
    SortedMap<String, CollectionInfo> byName,
    Set<ShardId> dropped,
    PlacementTable placements) {
  public static final CatalogState EMPTY =
      new CatalogState(0, new TreeMap<>(), Set.of(), PlacementTable.EMPTY);

  public Optional<CollectionInfo> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  CatalogState after(CatalogEvent event) {
    SortedMap<String, CollectionInfo> next = new TreeMap<>(byName);
    Set<ShardId> gone = new HashSet<>(dropped);
    switch (event) {
      case CatalogEvent.CollectionCreated created ->
          next.put(created.collection().name(), created.collection());
      case CatalogEvent.CollectionUpdated updated ->
          byUuid(updated.collection())
              .ifPresent(old ->
                  next.put(
                      old.name(),
                      new CollectionInfo(old.name(), old.uuid(), updated.config(), old.shards())));
      case CatalogEvent.CollectionDropped drop ->
          byUuid(drop.collection())
              .ifPresent(old -> {
                next.remove(old.name());
                gone.addAll(old.shards());
              });
      case CatalogEvent.ShardsForgotten forgotten -> gone.removeAll(forgotten.shards());
      case CatalogEvent.ShardsPlaced _ -> {}
    }
    return new CatalogState(version + 1, next, gone, placementsAfter(event));
  }

  private PlacementTable placementsAfter(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.ShardsPlaced placed -> placements.with(placed.placements());
      case CatalogEvent.CollectionDropped drop ->
          byUuid(drop.collection()).map(old -> placements.without(old.shards())).orElse(placements);
      case CatalogEvent.CollectionCreated _,
          CatalogEvent.CollectionUpdated _,
          CatalogEvent.ShardsForgotten _ ->
          placements;
    };
  }

  private Optional<CollectionInfo> byUuid(UUID uuid) {
    for (Map.Entry<String, CollectionInfo> entry : byName.entrySet()) {
      if (entry.getValue().uuid().equals(uuid)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }
}
