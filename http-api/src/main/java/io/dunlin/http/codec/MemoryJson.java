package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.ShardMemory;
import java.io.IOException;
import java.util.List;

/** What is said of collections that are let go of and opened again. */
public final class MemoryJson {
  private MemoryJson() {}

  public static JsonBody released(List<ShardMemory> shards) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("shards");
      for (ShardMemory shard : shards) {
        writeShard(json, shard, "released", !shard.held());
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  public static JsonBody loaded(Collections.Loaded loaded) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("shards");
      for (ShardMemory shard : loaded.shards()) {
        writeShard(json, shard, "loaded", shard.held());
      }
      json.writeEndArray();
      json.writeNumberField("queries", loaded.warmed().queries());
      json.writeNumberField("points", loaded.warmed().points());
      json.writeEndObject();
    };
  }

  private static void writeShard(
      JsonGenerator json, ShardMemory shard, String state, boolean reached) throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard_id", shard.number());
    json.writeNumberField("copies", shard.copies());
    json.writeNumberField("bytes", shard.bytes());
    json.writeBooleanField(state, reached);
    json.writeEndObject();
  }
}
