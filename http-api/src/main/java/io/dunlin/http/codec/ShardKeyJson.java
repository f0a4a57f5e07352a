package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.sharding.NewShardKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Shard keys: what requests select by them, and how they are made and dropped. */
public final class ShardKeyJson {
  private static final String EXPECTED = "a shard key, either a string or an unsigned integer";

  private ShardKeyJson() {}

  // What comes in

  public static NewShardKey create(byte[] body) {
    return JsonReader.read(body, ShardKeyJson::create);
  }

  public static ShardKey drop(byte[] body) {
    return JsonReader.read(body, ShardKeyJson::drop);
  }

  /** A copy that is made elsewhere than by Dunlin is not known: {@code initial_state} is Active. */
  static NewShardKey create(JsonReader json) throws IOException {
    json.beginObject("a shard key to create");
    ShardKey key = null;
    Optional<Integer> shards = Optional.empty();
    Optional<Integer> copies = Optional.empty();
    List<Long> placement = List.of();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "shard_key" -> key = key(json);
        case "shards_number" -> shards = json.optional(value -> value.between(1, KeyedShards.MOST));
        case "replication_factor" -> copies = json.optional(value -> value.count(1));
        case "placement" -> placement = json.isNull() ? List.of() : placement(json);
        case "initial_state" -> {
          if (!json.isNull() && !json.string().equals("Active")) {
            throw ErrorMapping.notBuilt("`initial_state` other than \"Active\"");
          }
        }
        default -> json.skip();
      }
    }
    if (key == null) {
      throw json.missing("shard_key");
    }
    return new NewShardKey(key, shards, copies, placement);
  }

  private static List<Long> placement(JsonReader json) throws IOException {
    List<Long> peers = json.list("a list of peer ids", JsonReader::unsigned);
    if (peers.isEmpty()) {
      throw json.invalid("placement names no peer; leave it out for shards that may be anywhere");
    }
    return peers;
  }

  static ShardKey drop(JsonReader json) throws IOException {
    json.beginObject("a shard key to drop");
    ShardKey key = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals("shard_key")) {
        key = key(json);
      } else {
        json.skip();
      }
    }
    if (key == null) {
      throw json.missing("shard_key");
    }
    return key;
  }

  /** A key, a list of keys, or a target with a fallback; null names none. */
  static ShardKeySelector selector(JsonReader json) throws IOException {
    if (json.isNull()) {
      return ShardKeySelector.NONE_NAMED;
    }
    if (json.isArray()) {
      return new ShardKeySelector.Keys(json.list("a list of shard keys", ShardKeyJson::key));
    }
    return json.isObject() ? withFallback(json) : ShardKeySelector.of(key(json));
  }

  private static ShardKeySelector withFallback(JsonReader json) throws IOException {
    ShardKey target = null;
    ShardKey fallback = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "target" -> target = key(json);
        case "fallback" -> fallback = key(json);
        default -> json.skip();
      }
    }
    if (target == null || fallback == null) {
      throw json.missing(target == null ? "target" : "fallback");
    }
    return new ShardKeySelector.WithFallback(target, fallback);
  }

  private static ShardKey key(JsonReader json) throws IOException {
    if (json.isInteger()) {
      return ShardKey.of(json.unsigned());
    }
    if (!json.isString()) {
      throw json.wrongType(EXPECTED);
    }
    String text = json.string();
    if (text.getBytes(StandardCharsets.UTF_8).length > ShardKey.MAX_BYTES) {
      throw json.invalid("a shard key must be at most " + ShardKey.MAX_BYTES + " bytes");
    }
    return ShardKey.of(text);
  }

  // What goes out

  /** Keys only where the collection is sharded by them. */
  public static JsonBody list(CollectionInfo collection) {
    return json -> {
      json.writeStartObject();
      if (collection.config().sharding() == ShardingMethod.CUSTOM) {
        json.writeArrayFieldStart("shard_keys");
        for (KeyedShards keyed : collection.keys()) {
          json.writeStartObject();
          json.writeFieldName("key");
          write(json, keyed.key());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    };
  }

  /** The field {@code shard_key}, where there is a key. */
  static void writeField(JsonGenerator json, Optional<ShardKey> key) throws IOException {
    if (key.isPresent()) {
      json.writeFieldName("shard_key");
      write(json, key.get());
    }
  }

  private static void write(JsonGenerator json, ShardKey key) throws IOException {
    switch (key) {
      case ShardKey.Keyword(String text) -> json.writeString(text);
      case ShardKey.Numeric _ -> json.writeNumber(key.toString());
    }
  }
}
