package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.http.issue.Issues.Issue;
import io.dunlin.http.metrics.RequestFigures.Slow;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What operators look at: issues, slow requests, what shards are doing and what they take. */
public final class OperatorJson {
  private OperatorJson() {}

  /** Each with the request that would solve it. */
  public static JsonBody issues(List<Issue> issues) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("issues");
      for (Issue issue : issues) {
        writeIssue(json, issue);
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void writeIssue(JsonGenerator json, Issue issue) throws IOException {
    String path = issue.missing().path();
    json.writeStartObject();
    json.writeStringField("id", issue.collection() + "/UNINDEXED_FIELD/" + path);
    json.writeStringField("code", "UNINDEXED_FIELD");
    json.writeStringField("related_collection", issue.collection());
    json.writeStringField(
        "description",
        "A request with a filter on \"%s\" took %d ms, and the field has no index for it"
            .formatted(path, issue.millis()));
    json.writeStringField("timestamp", issue.last().toString());
    json.writeObjectFieldStart("solution");
    json.writeArrayFieldStart("immediate_choice");
    for (String type : issue.missing().types()) {
      writeSolution(json, issue.collection(), path, type);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeSolution(JsonGenerator json, String collection, String path, String type)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("message", "Make an index of type " + type + " on \"" + path + "\"");
    json.writeObjectFieldStart("action");
    json.writeStringField("method", "PUT");
    json.writeStringField(
        "uri",
        "/collections/%s/index"
            .formatted(URLEncoder.encode(collection, StandardCharsets.UTF_8).replace("+", "%20")));
    json.writeObjectFieldStart("body");
    json.writeStringField("field_name", path);
    json.writeStringField("field_schema", type);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  public static JsonBody slowRequests(List<Slow> requests) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("requests");
      for (Slow request : requests) {
        json.writeStartObject();
        json.writeStringField("api", request.api().name().toLowerCase(Locale.ROOT));
        json.writeStringField("endpoint", request.endpoint());
        json.writeNumberField("status", request.status());
        json.writeNumberField(
            "duration_seconds", (double) request.nanos() / TimeUnit.SECONDS.toNanos(1));
        json.writeStringField("ended", request.ended().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  /** About what the live points of each shard take, without indexes and codes. */
  public static JsonBody memory(CollectionStatus status) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField(
          "vectors_size_bytes", status.shards().stream().mapToLong(ShardStatus::vectorBytes).sum());
      json.writeNumberField(
          "payloads_size_bytes",
          status.shards().stream().mapToLong(ShardStatus::payloadBytes).sum());
      json.writeArrayFieldStart("shards");
      for (ShardStatus shard : status.shards()) {
        json.writeStartObject();
        json.writeNumberField("shard_id", shard.number());
        json.writeNumberField("points", shard.points());
        json.writeNumberField("vectors_size_bytes", shard.vectorBytes());
        json.writeNumberField("payloads_size_bytes", shard.payloadBytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }
}
