package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.ErrorAnswer;
import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.change.PointChange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What a change feed tells, with the names that gRPC's messages have for it. */
public final class ChangesJson {
  private ChangesJson() {}

  /** What kind of event it is. */
  public static String name(FeedEvent event) {
    return switch (event) {
      case FeedEvent.Changes _ -> "changes";
      case FeedEvent.Present _ -> "present";
      case FeedEvent.Heartbeat _ -> "heartbeat";
      case FeedEvent.VectorsChanged _ -> "vectors_changed";
      case FeedEvent.ShardDropped _ -> "shard_dropped";
    };
  }

  /** The event without its token. */
  public static JsonBody event(FeedEvent event) {
    return json -> {
      json.writeStartObject();
      switch (event) {
        case FeedEvent.Changes changes -> write(json, changes);
        case FeedEvent.Present present -> {
          json.writeFieldName("points");
          HitJson.writeRecords(json, present.points());
          json.writeBooleanField("last", present.last());
        }
        case FeedEvent.Heartbeat heartbeat -> write(json, heartbeat);
        case FeedEvent.VectorsChanged changed -> write(json, changed);
        case FeedEvent.ShardDropped dropped ->
            json.writeStringField("shard_id", dropped.shard().toString());
      }
      json.writeEndObject();
    };
  }

  /** Why a feed ended, and what the request would have been answered with. */
  public static JsonBody end(ErrorAnswer why) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField("code", why.httpStatus());
      json.writeStringField("error", why.text());
      json.writeEndObject();
    };
  }

  private static void write(JsonGenerator json, FeedEvent.Changes changes) throws IOException {
    writeShard(json, changes.number(), changes.shard(), changes.position());
    json.writeNumberField("time_ms", changes.time());
    ShardKeyJson.writeField(json, changes.key());
    json.writeArrayFieldStart("changes");
    for (PointChange change : changes.changes()) {
      json.writeStartObject();
      write(json, change);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeShard(JsonGenerator json, int number, ShardId shard, long position)
      throws IOException {
    json.writeNumberField("shard", number);
    json.writeStringField("shard_id", shard.toString());
    json.writeNumberField("position", position);
  }

  private static void write(JsonGenerator json, PointChange change) throws IOException {
    switch (change) {
      case PointChange.Set set -> {
        begin(json, "set", set.id(), set.payload());
        if (!set.vectors().isEmpty()) {
          json.writeFieldName("vector");
          VectorJson.writeNamed(json, set.vectors());
        }
        json.writeStringField("kind", kind(set.kind()));
        json.writeEndObject();
      }
      case PointChange.PayloadSet(PointId id, Optional<Payload> payload) -> {
        begin(json, "payload_set", id, payload);
        json.writeEndObject();
      }
      case PointChange.Removed(PointId id) -> write(json, "removed", id);
      case PointChange.Left(PointId id) -> write(json, "left", id);
    }
  }

  private static void begin(JsonGenerator json, String what, PointId id, Optional<Payload> payload)
      throws IOException {
    json.writeObjectFieldStart(what);
    write(json, "id", id);
    if (payload.isPresent()) {
      json.writeFieldName("payload");
      PayloadJson.write(json, payload.get());
    }
  }

  private static void write(JsonGenerator json, String field, PointId id) throws IOException {
    json.writeFieldName(field);
    PointIdJson.write(json, id);
  }

  private static String kind(PutKind kind) {
    return switch (kind) {
      case UNKNOWN -> "unknown";
      case INSERT -> "inserted";
      case UPDATE -> "updated";
    };
  }

  private static void write(JsonGenerator json, FeedEvent.Heartbeat heartbeat) throws IOException {
    json.writeArrayFieldStart("positions");
    for (Map.Entry<Integer, Long> position : heartbeat.positions().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("shard", position.getKey());
      json.writeNumberField("position", position.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, FeedEvent.VectorsChanged changed)
      throws IOException {
    writeShard(json, changed.number(), changed.shard(), changed.position());
    json.writeObjectFieldStart("vectors");
    for (Map.Entry<String, Long> vector : changed.vectors().entrySet()) {
      json.writeNumberField(vector.getKey(), vector.getValue());
    }
    json.writeEndObject();
  }
}
