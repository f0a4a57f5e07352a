package io.dunlin.actors.catalog;

import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
 * @param wishes of operators, for shards that have any
 * @param marks of nodes that have one
 */
public record CatalogState(
    long version,
    SortedMap<String, CollectionInfo> byName,
    Set<ShardId> dropped,
    PlacementTable placements,
    Map<ShardId, List<PlacementWish>> wishes,
    Map<NodeId, NodeMark> marks) {
  public static final CatalogState EMPTY =
      new CatalogState(0, new TreeMap<>(), Set.of(), PlacementTable.EMPTY, Map.of(), Map.of());

  public Optional<CollectionInfo> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public NodeMark mark(NodeId node) {
    return marks.getOrDefault(node, NodeMark.NONE);
  }

  public List<PlacementWish> wishes(ShardId shard) {
    return wishes.getOrDefault(shard, List.of());
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
      case CatalogEvent.ShardsPlaced _,
          CatalogEvent.WishesChanged _,
          CatalogEvent.NodeMarked _ -> {}
    }
    return new CatalogState(
        version + 1, next, gone, placementsAfter(event), wishesAfter(event), marksAfter(event));
  }

  private PlacementTable placementsAfter(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.ShardsPlaced placed -> placements.with(placed.placements());
      case CatalogEvent.CollectionDropped drop -> placements.without(shardsOf(drop.collection()));
      case CatalogEvent.CollectionCreated _,
          CatalogEvent.CollectionUpdated _,
          CatalogEvent.ShardsForgotten _,
          CatalogEvent.WishesChanged _,
          CatalogEvent.NodeMarked _ ->
          placements;
    };
  }

  private Map<ShardId, List<PlacementWish>> wishesAfter(CatalogEvent event) {
    Map<ShardId, List<PlacementWish>> next = new HashMap<>(wishes);
    switch (event) {
      case CatalogEvent.WishesChanged(var shard, var changed) when changed.isEmpty() ->
          next.remove(shard);
      case CatalogEvent.WishesChanged(var shard, var changed) -> next.put(shard, changed);
      case CatalogEvent.CollectionDropped drop ->
          next.keySet().removeAll(shardsOf(drop.collection()));
      case CatalogEvent.CollectionCreated _,
          CatalogEvent.CollectionUpdated _,
          CatalogEvent.ShardsPlaced _,
          CatalogEvent.ShardsForgotten _,
          CatalogEvent.NodeMarked _ -> {}
    }
    return Map.copyOf(next);
  }

  private Map<NodeId, NodeMark> marksAfter(CatalogEvent event) {
    if (!(event instanceof CatalogEvent.NodeMarked(NodeId node, NodeMark mark))) {
      return marks;
    }
    Map<NodeId, NodeMark> next = new HashMap<>(marks);
    if (mark == NodeMark.NONE) {
      next.remove(node);
    } else {
      next.put(node, mark);
    }
    return Map.copyOf(next);
  }

  private List<ShardId> shardsOf(UUID collection) {
    return byUuid(collection).map(CollectionInfo::shards).orElse(List.of());
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
