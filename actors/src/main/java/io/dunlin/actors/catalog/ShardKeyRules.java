package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Decides what becomes of shard keys that are to be made or to go. */
final class ShardKeyRules {
  private final CatalogState state;

  ShardKeyRules(CatalogState state) {
    this.state = state;
  }

  Decision create(CatalogProtocol.CreateKey create) {
    ShardKey key = create.key();
    return inKeyed(
        create.collection(),
        collection -> {
          if (collection.find(key).isPresent()) {
            return refused(
                "shard key %s already exists in collection `%s`".formatted(key, collection.name()));
          }
          int shards = create.shards().orElse(collection.config().shardNumber());
          if (shards < 1 || shards > KeyedShards.MOST) {
            return refused(
                "shards_number: %d shards of one key; 1 to %d can be had"
                    .formatted(shards, KeyedShards.MOST));
          }
          KeyedShards made =
              new KeyedShards(
                  key,
                  collection.nextNumber(),
                  Stream.generate(() -> new ShardId(UUID.randomUUID())).limit(shards).toList(),
                  create.copies(),
                  create.nodes());
          return new Change(new CatalogEvent.ShardKeyCreated(collection.uuid(), made));
        });
  }

  Decision drop(CatalogProtocol.DropKey drop) {
    return inKeyed(
        drop.collection(),
        collection -> {
          Optional<KeyedShards> key = collection.find(drop.key());
          if (key.isEmpty()) {
            return refused(
                "shard key %s does not exist in collection `%s`"
                    .formatted(drop.key(), collection.name()));
          }
          if (drop.meant().stream().anyMatch(meant -> !key.get().shards().contains(meant))) {
            return new Refused(
                new DunlinFailure.Unavailable(
                    "Shard key %s of collection `%s` was dropped and made again meanwhile; to drop this one, send the request again"
                        .formatted(drop.key(), collection.name())));
          }
          return new Change(new CatalogEvent.ShardKeyDropped(collection.uuid(), drop.key()));
        });
  }

  private Decision inKeyed(String name, Function<CollectionInfo, Decision> decide) {
    Optional<CollectionInfo> collection = state.find(name);
    if (collection.isEmpty()) {
      return new Refused(new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!"));
    }
    return switch (collection.get().config().sharding()) {
      case AUTO ->
          refused(
              "collection `%s` is sharded by ids; shard keys need sharding_method custom"
                  .formatted(name));
      case CUSTOM -> decide.apply(collection.get());
    };
  }

  private static Refused refused(String text) {
    return new Refused(new DunlinFailure.BadRequest(text));
  }
}
