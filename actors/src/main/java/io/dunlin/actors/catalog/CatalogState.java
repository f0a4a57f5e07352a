package io.dunlin.actors.catalog;

import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * All collections after {@code version} changes. Immutable.
 *
 * @param byName never changed once made
 * @param dropped shards of collections and keys that are gone, until no log of them is left
 * @param placements where the copies of all other shards are to be
 * @param wishes of operators, for shards that have any
 * @param marks of nodes that have one
 * @param aliases names of collections by their aliases; none is a collection's name itself
 * @param indexChanges of collections whose index settings were ever changed
 * @param released collections that are in no node's memory until somebody asks for them
 */
public record CatalogState(
    long version,
    SortedMap<String, CollectionInfo> byName,
    Set<ShardId> dropped,
    PlacementTable placements,
    Map<ShardId, List<PlacementWish>> wishes,
    Map<NodeId, NodeMark> marks,
    SortedMap<String, String> aliases,
    Map<UUID, IndexChange> indexChanges,
    Set<UUID> released) {
  public static final CatalogState EMPTY =
      new CatalogState(
          0,
          new TreeMap<>(),
          Set.of(),
          PlacementTable.EMPTY,
          Map.of(),
          Map.of(),
          Collections.emptySortedMap(),
          Map.of(),
          Set.of());

  /**
   * @param name a collection's, or an alias of it
   */
  public Optional<CollectionInfo> find(String name) {
    String alias = aliases.get(name);
    return Optional.ofNullable(byName.get(alias == null ? name : alias));
  }

  public NodeMark mark(NodeId node) {
    return marks.getOrDefault(node, NodeMark.NONE);
  }

  /** The last change of what the collection's indexes are built by, if there was one. */
  public Optional<IndexChange> indexChange(UUID collection) {
    return Optional.ofNullable(indexChanges.get(collection));
  }

  /** The shards of released collections. */
  public Set<ShardId> releasedShards() {
    if (released.isEmpty()) {
      return Set.of();
    }
    return byName.values().stream()
        .filter(collection -> released.contains(collection.uuid()))
        .flatMap(collection -> collection.shards().stream())
        .collect(Collectors.toUnmodifiableSet());
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
              .ifPresent(old -> next.put(old.name(), old.with(updated.config())));
      case CatalogEvent.CollectionDropped drop ->
          byUuid(drop.collection())
              .ifPresent(old -> {
                next.remove(old.name());
                gone.addAll(old.shards());
              });
      case CatalogEvent.CollectionReplaced replaced -> {
        gone.addAll(replacedBy(replaced));
        replace(next, replaced);
      }
      case CatalogEvent.ShardKeyCreated made ->
          byUuid(made.collection()).ifPresent(old -> next.put(old.name(), old.with(made.shards())));
      case CatalogEvent.ShardKeyDropped(UUID collection, ShardKey key) -> {
        gone.addAll(shardsOf(collection, key));
        byUuid(collection).ifPresent(old -> next.put(old.name(), old.without(key)));
      }
      case CatalogEvent.ShardsForgotten forgotten -> gone.removeAll(forgotten.shards());
      case CatalogEvent.ShardsPlaced _,
          CatalogEvent.WishesChanged _,
          CatalogEvent.NodeMarked _,
          CatalogEvent.AliasesChanged _,
          CatalogEvent.IndexesAccepted _,
          CatalogEvent.ReleaseChanged _ -> {}
    }
    return new CatalogState(
        version + 1,
        next,
        gone,
        placementsAfter(event),
        wishesAfter(event),
        marksAfter(event),
        aliasesAfter(event),
        indexChangesAfter(event),
        releasedAfter(event));
  }

  private PlacementTable placementsAfter(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.ShardsPlaced placed -> placements.with(placed.placements());
      case CatalogEvent.CollectionDropped drop -> placements.without(shardsOf(drop.collection()));
      case CatalogEvent.CollectionReplaced replaced -> placements.without(replacedBy(replaced));
      case CatalogEvent.ShardKeyDropped(UUID collection, ShardKey key) ->
          placements.without(shardsOf(collection, key));
      case CatalogEvent.CollectionCreated _,
          CatalogEvent.CollectionUpdated _,
          CatalogEvent.ShardKeyCreated _,
          CatalogEvent.ShardsForgotten _,
          CatalogEvent.WishesChanged _,
          CatalogEvent.NodeMarked _,
          CatalogEvent.AliasesChanged _,
          CatalogEvent.IndexesAccepted _,
          CatalogEvent.ReleaseChanged _ ->
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
      case CatalogEvent.CollectionReplaced replaced ->
          next.keySet().removeAll(replacedBy(replaced));
      case CatalogEvent.ShardKeyDropped(UUID collection, ShardKey key) ->
          next.keySet().removeAll(shardsOf(collection, key));
      case CatalogEvent.CollectionCreated _,
          CatalogEvent.CollectionUpdated _,
          CatalogEvent.ShardKeyCreated _,
          CatalogEvent.ShardsPlaced _,
          CatalogEvent.ShardsForgotten _,
          CatalogEvent.NodeMarked _,
          CatalogEvent.AliasesChanged _,
          CatalogEvent.IndexesAccepted _,
          CatalogEvent.ReleaseChanged _ -> {}
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

  /** A collection takes its aliases with it. */
  private SortedMap<String, String> aliasesAfter(CatalogEvent event) {
    SortedMap<String, String> next = new TreeMap<>(aliases);
    switch (event) {
      case CatalogEvent.AliasesChanged(var pointed, var removed) -> {
        next.keySet().removeAll(removed);
        next.putAll(pointed);
      }
      case CatalogEvent.CollectionDropped drop ->
          byUuid(drop.collection()).ifPresent(gone -> next.values().removeIf(gone.name()::equals));
      default -> {
        return aliases;
      }
    }
    return Collections.unmodifiableSortedMap(next);
  }

  private Map<UUID, IndexChange> indexChangesAfter(CatalogEvent event) {
    Map<UUID, IndexChange> next = new HashMap<>(indexChanges);
    switch (event) {
      case CatalogEvent.CollectionUpdated(UUID uuid, CollectionConfig config) ->
          byUuid(uuid)
              .flatMap(old -> IndexChange.after(old.config(), config, indexChange(uuid)))
              .ifPresent(change -> next.put(uuid, change));
      case CatalogEvent.IndexesAccepted(UUID uuid) ->
          next.computeIfPresent(uuid, (_, change) -> change.whenAccepted());
      case CatalogEvent.CollectionDropped(UUID uuid) -> next.remove(uuid);
      case CatalogEvent.CollectionReplaced replaced
          when replaced.shard().isEmpty() && byUuid(replaced.prepared()).isPresent() ->
          Optional.ofNullable(byName.get(replaced.name()))
              .ifPresent(old -> next.remove(old.uuid()));
      default -> {
        return indexChanges;
      }
    }
    return Map.copyOf(next);
  }

  private Set<UUID> releasedAfter(CatalogEvent event) {
    Set<UUID> next = new HashSet<>(released);
    boolean changed =
        switch (event) {
          case CatalogEvent.ReleaseChanged(UUID uuid, boolean now) ->
              now ? byUuid(uuid).isPresent() && next.add(uuid) : next.remove(uuid);
          case CatalogEvent.CollectionDropped(UUID uuid) -> next.remove(uuid);
          case CatalogEvent.CollectionReplaced replaced when replaced.shard().isEmpty() ->
              Optional.ofNullable(byName.get(replaced.name()))
                  .filter(old -> next.remove(old.uuid()))
                  .isPresent();
          default -> false;
        };
    return changed ? Set.copyOf(next) : released;
  }

  /** The shards in whose place others are then; none where nothing is replaced any more. */
  private List<ShardId> replacedBy(CatalogEvent.CollectionReplaced replaced) {
    CollectionInfo old = byName.get(replaced.name());
    return old == null || byUuid(replaced.prepared()).isEmpty()
        ? List.of()
        : replaced.shard().map(List::of).orElseGet(old::shards);
  }

  private void replace(
      SortedMap<String, CollectionInfo> next, CatalogEvent.CollectionReplaced replaced) {
    Optional<CollectionInfo> prepared = byUuid(replaced.prepared());
    if (prepared.isPresent()) {
      CollectionInfo made = prepared.get();
      next.remove(made.name());
      if (replaced.shard().isPresent()) {
        next.computeIfPresent(
            replaced.name(),
            (_, old) -> old.with(made.shards().getFirst(), replaced.shard().get()));
      } else {
        next.put(replaced.name(), made.named(replaced.name()));
      }
    }
  }

  private List<ShardId> shardsOf(UUID collection) {
    return byUuid(collection).map(CollectionInfo::shards).orElse(List.of());
  }

  private List<ShardId> shardsOf(UUID collection, ShardKey key) {
    return byUuid(collection)
        .flatMap(info -> info.find(key))
        .map(KeyedShards::shards)
        .orElse(List.of());
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
