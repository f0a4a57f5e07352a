package io.dunlin.http.grpc;

import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.NewShardKey;
import io.qdrant.client.grpc.Collections;
import io.qdrant.client.grpc.Collections.CreateShardKey;
import io.qdrant.client.grpc.Collections.DeleteShardKey;
import io.qdrant.client.grpc.Collections.ReplicaState;
import io.qdrant.client.grpc.Points;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Shard keys: what requests select by them, and how they are made and dropped. */
final class ShardKeyProto {
  private ShardKeyProto() {}

  /** A copy that is made elsewhere than by Dunlin is not known: the initial state is Active. */
  static NewShardKey decode(CreateShardKey create) {
    if (create.hasInitialState() && create.getInitialState() != ReplicaState.Active) {
      throw ErrorMapping.notBuilt("initial_state " + create.getInitialState());
    }
    return new NewShardKey(
        decode("shard_key", create.getShardKey()),
        number(
            "shards_number", create.hasShardsNumber(), create.getShardsNumber(), KeyedShards.MOST),
        number(
            "replication_factor",
            create.hasReplicationFactor(),
            create.getReplicationFactor(),
            Integer.MAX_VALUE),
        List.copyOf(create.getPlacementList()));
  }

  private static Optional<Integer> number(String field, boolean given, int unsigned, int most) {
    if (!given) {
      return Optional.empty();
    }
    if (unsigned == 0 || Integer.compareUnsigned(unsigned, most) > 0) {
      throw RequestException.invalidMessage(
          field,
          "value %s invalid, must be from 1 to %d"
              .formatted(Integer.toUnsignedString(unsigned), most));
    }
    return Optional.of(unsigned);
  }

  static ShardKey decode(DeleteShardKey drop) {
    return decode("shard_key", drop.getShardKey());
  }

  /** One key, or several, or a target with a fallback. */
  static ShardKeySelector decode(boolean given, Points.ShardKeySelector selector) {
    if (!given) {
      return ShardKeySelector.NONE_NAMED;
    }
    List<ShardKey> keys =
        selector.getShardKeysList().stream()
            .map(key -> decode("shard_key_selector.shard_keys", key))
            .toList();
    if (!selector.hasFallback()) {
      return new ShardKeySelector.Keys(keys);
    }
    if (keys.size() != 1) {
      throw RequestException.invalidMessage(
          "shard_key_selector.fallback", "a fallback is for one shard key, got " + keys.size());
    }
    return new ShardKeySelector.WithFallback(
        keys.getFirst(), decode("shard_key_selector.fallback", selector.getFallback()));
  }

  private static ShardKey decode(String field, Collections.ShardKey key) {
    return switch (key.getKeyCase()) {
      case KEYWORD -> {
        if (key.getKeyword().getBytes(StandardCharsets.UTF_8).length > ShardKey.MAX_BYTES) {
          throw RequestException.invalidMessage(
              field, "a shard key must be at most " + ShardKey.MAX_BYTES + " bytes");
        }
        yield ShardKey.of(key.getKeyword());
      }
      case NUMBER -> ShardKey.of(key.getNumber());
      case KEY_NOT_SET -> throw RequestException.invalidMessage(field, "a shard key is empty");
    };
  }

  static Collections.ShardKey encode(ShardKey key) {
    Collections.ShardKey.Builder encoded = Collections.ShardKey.newBuilder();
    return switch (key) {
      case ShardKey.Keyword(String text) -> encoded.setKeyword(text).build();
      case ShardKey.Numeric(long value) -> encoded.setNumber(value).build();
    };
  }
}
