package io.dunlin.sharding.route;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.List;
import java.util.Optional;

/**
 * Shards that share their points out by id: those of a key, or of a collection without keys.
 *
 * @param shards in slot order; at least one
 */
public record ShardGroup(Optional<ShardKey> key, List<ShardId> shards) {
  /** All of a collection; none of one whose keys are still to be made. */
  public static List<ShardGroup> all(CollectionInfo collection) {
    return switch (collection.config().sharding()) {
      case AUTO -> List.of(new ShardGroup(Optional.empty(), collection.shards()));
      case CUSTOM -> collection.keys().stream().map(ShardGroup::of).toList();
    };
  }

  static ShardGroup of(KeyedShards keyed) {
    return new ShardGroup(Optional.of(keyed.key()), keyed.shards());
  }

  /** Where a point of this group is. */
  public ShardId shardOf(PointId id) {
    return SlotMap.shardOf(shards, id);
  }
}
