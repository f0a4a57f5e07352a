package io.dunlin.sharding.route;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which shards a request is about, by the keys that it names. Pure. Fails with WrongInput where a
 * key does not exist or is missing, with NotFound where neither a target nor its fallback exists.
 */
public final class KeyRoutes {
  private KeyRoutes() {}

  /**
   * Without a key: all shards.
   *
   * @param canBeRead whether a shard has a copy that can be asked: a target of which one has none
   *     is left for its fallback
   */
  public static List<ShardGroup> ofRead(
      CollectionInfo collection, ShardKeySelector keys, Predicate<ShardId> canBeRead) {
    return switch (keys) {
      case ShardKeySelector.NoneNamed _ -> ShardGroup.all(collection);
      case ShardKeySelector.Keys(List<ShardKey> named) -> named(collection, named);
      case ShardKeySelector.WithFallback(ShardKey target, ShardKey fallback) -> {
        Optional<KeyedShards> first = collection.find(target);
        Optional<KeyedShards> second = collection.find(fallback);
        yield first.isPresent()
                && (second.isEmpty() || first.get().shards().stream().allMatch(canBeRead))
            ? List.of(ShardGroup.of(first.get()))
            : List.of(fallback(collection, target, fallback));
      }
    };
  }

  /**
   * A write goes to its target whenever that exists: points that went to the fallback while the
   * target was away would be hidden when it is back.
   */
  public static List<ShardGroup> ofWrite(CollectionInfo collection, ShardKeySelector keys) {
    return switch (keys) {
      case ShardKeySelector.NoneNamed _ ->
          switch (collection.config().sharding()) {
            case AUTO -> ShardGroup.all(collection);
            case CUSTOM ->
                throw wrong(
                    "Shard key not specified: collection `%s` is sharded by keys and each write names"
                            .formatted(collection.name())
                        + " its shard_key");
          };
      case ShardKeySelector.Keys(List<ShardKey> named) -> {
        if (named.isEmpty()) {
          throw wrong("Empty shard keys selection: a write names one shard_key at least");
        }
        yield named(collection, named);
      }
      case ShardKeySelector.WithFallback(ShardKey target, ShardKey fallback) ->
          List.of(
              collection
                  .find(target)
                  .map(ShardGroup::of)
                  .orElseGet(() -> fallback(collection, target, fallback)));
    };
  }

  /** A key that is named twice counts once. */
  private static List<ShardGroup> named(CollectionInfo collection, List<ShardKey> keys) {
    return keys.stream()
        .distinct()
        .map(key ->
            collection.find(key).map(ShardGroup::of).orElseThrow(() -> unknown(collection, key)))
        .toList();
  }

  private static ShardGroup fallback(
      CollectionInfo collection, ShardKey target, ShardKey fallback) {
    return collection
        .find(fallback)
        .map(ShardGroup::of)
        .orElseThrow(() ->
            new DunlinFailure.NotFound(
                    "Neither target shard key %s nor fallback shard key %s exist in collection `%s`"
                        .formatted(target, fallback, collection.name()))
                .asException());
  }

  private static DunlinException unknown(CollectionInfo collection, ShardKey key) {
    String text = "Shard key %s not found".formatted(key);
    return switch (collection.config().sharding()) {
      case AUTO ->
          wrong(
              "%s: collection `%s` is sharded by ids and has no keys"
                  .formatted(text, collection.name()));
      case CUSTOM -> wrong("%s in collection `%s`".formatted(text, collection.name()));
    };
  }

  private static DunlinException wrong(String text) {
    return new DunlinFailure.WrongInput(text).asException();
  }
}
