package io.dunlin.persistence.event;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;

/** What the catalog's log holds. */
public sealed interface CatalogEvent {
  record CollectionCreated(CollectionInfo collection) implements CatalogEvent {}

  record CollectionUpdated(UUID collection, CollectionConfig config) implements CatalogEvent {}

  /**
   * The collection's indexes are built as its settings say, even where they then find less than
   * those that they replace.
   */
  record IndexesAccepted(UUID collection) implements CatalogEvent {}

  /**
   * The collection is in no node's memory until somebody asks for it.
   *
   * @param released false: somebody has asked
   */
  record ReleaseChanged(UUID collection, boolean released) implements CatalogEvent {}

  record CollectionDropped(UUID collection) implements CatalogEvent {}

  /**
   * A prepared collection takes the name, and its points are what is read under it from now on. The
   * collection that had the name, if there was one, is no more.
   *
   * @param shard empty, or the one shard of the collection of that name that goes: the prepared
   *     collection's only one takes its place, and the collection stays
   */
  record CollectionReplaced(UUID prepared, String name, Optional<ShardId> shard)
      implements CatalogEvent {}

  record ShardKeyCreated(UUID collection, KeyedShards shards) implements CatalogEvent {}

  /** The shards of this key are no more. */
  record ShardKeyDropped(UUID collection, ShardKey key) implements CatalogEvent {}

  /** Where the copies of these shards are to be from now on. */
  record ShardsPlaced(SortedMap<ShardId, Placement> placements) implements CatalogEvent {}

  /** Of these shards, whose collections were dropped, no log is left. */
  record ShardsForgotten(SortedSet<ShardId> shards) implements CatalogEvent {}

  /** These, and no others, are from now on the wishes for this shard's copies. */
  record WishesChanged(ShardId shard, List<PlacementWish> wishes) implements CatalogEvent {}

  /**
   * All at once: some aliases point to these collections from now on, and others are gone.
   *
   * @param pointed names of collections by their aliases
   */
  record AliasesChanged(SortedMap<String, String> pointed, SortedSet<String> removed)
      implements CatalogEvent {}

  record NodeMarked(NodeId node, NodeMark mark) implements CatalogEvent {}
}
