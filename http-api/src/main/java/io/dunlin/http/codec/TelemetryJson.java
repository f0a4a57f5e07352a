package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.http.BuildInfo;
import io.dunlin.http.metrics.RequestFigures;
import io.dunlin.http.metrics.RequestFigures.Figures;
import io.dunlin.http.metrics.RequestMetrics.Api;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What a node has and what it is asked, level by level: 0 tells who it is and how many collections
 * there are; 1 adds the machine and the requests; 2 each collection; 3 and above each shard.
 */
public final class TelemetryJson {
  private final int level;
  private final JsonGenerator json;

  private TelemetryJson(int level, JsonGenerator json) {
    this.level = level;
    this.json = json;
  }

  /**
   * @param collections by what they are to be called; without a status where one does not answer
   */
  public static JsonBody telemetry(
      int level,
      UUID run,
      BuildInfo build,
      boolean clustered,
      SortedMap<String, Optional<CollectionStatus>> collections,
      RequestFigures requests) {
    return json -> {
      TelemetryJson telemetry = new TelemetryJson(level, json);
      json.writeStartObject();
      json.writeStringField("id", run.toString());
      telemetry.writeApp(build);
      telemetry.writeCollections(collections);
      json.writeObjectFieldStart("cluster");
      json.writeBooleanField("enabled", clustered);
      json.writeEndObject();
      if (level >= 1) {
        json.writeObjectFieldStart("requests");
        telemetry.writeResponses("rest", requests.of(Api.REST));
        telemetry.writeResponses("grpc", requests.of(Api.GRPC));
        json.writeEndObject();
      }
      json.writeEndObject();
    };
  }

  private void writeApp(BuildInfo build) throws IOException {
    json.writeObjectFieldStart("app");
    json.writeStringField("name", "dunlin");
    json.writeStringField("version", ServiceJson.CONTRACT_VERSION);
    json.writeStringField("dunlin_version", build.version());
    if (level >= 1) {
      Runtime runtime = Runtime.getRuntime();
      json.writeObjectFieldStart("system");
      json.writeStringField("distribution", System.getProperty("os.name", ""));
      json.writeStringField("distribution_version", System.getProperty("os.version", ""));
      json.writeStringField("cpu_architecture", System.getProperty("os.arch", ""));
      json.writeStringField("java_version", Runtime.version().toString());
      json.writeNumberField("cores", runtime.availableProcessors());
      json.writeNumberField("heap_bytes", runtime.totalMemory() - runtime.freeMemory());
      json.writeNumberField("heap_limit_bytes", runtime.maxMemory());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void writeCollections(SortedMap<String, Optional<CollectionStatus>> collections)
      throws IOException {
    json.writeObjectFieldStart("collections");
    json.writeNumberField("number_of_collections", collections.size());
    if (level >= 2) {
      json.writeArrayFieldStart("collections");
      for (Map.Entry<String, Optional<CollectionStatus>> collection : collections.entrySet()) {
        json.writeStartObject();
        json.writeStringField("id", collection.getKey());
        if (collection.getValue().isPresent()) {
          writeStatus(collection.getValue().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeStatus(CollectionStatus status) throws IOException {
    json.writeStringField("status", status.light().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("points_count", status.points());
    json.writeNumberField("indexed_vectors_count", status.indexedVectors());
    json.writeNumberField("segments_count", status.segments());
    json.writeNumberField("shards_count", status.shards().size());
    if (level >= 3) {
      json.writeArrayFieldStart("shards");
      for (ShardStatus shard : status.shards()) {
        writeShard(shard);
      }
      json.writeEndArray();
    }
  }

  private void writeShard(ShardStatus shard) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", shard.number());
    json.writeBooleanField("live", shard.live());
    json.writeNumberField("points_count", shard.points());
    json.writeNumberField("indexed_vectors_count", shard.indexedVectors());
    json.writeNumberField("segments_count", shard.segments());
    json.writeNumberField("backlog", shard.backlog());
    json.writeBooleanField("building", shard.building());
    json.writeNumberField("vectors_size_bytes", shard.vectorBytes());
    json.writeNumberField("payloads_size_bytes", shard.payloadBytes());
    json.writeEndObject();
  }

  /** By endpoint, then by status. */
  private void writeResponses(String api, SortedMap<String, SortedMap<Integer, Figures>> endpoints)
      throws IOException {
    json.writeObjectFieldStart(api);
    json.writeObjectFieldStart("responses");
    for (Map.Entry<String, SortedMap<Integer, Figures>> endpoint : endpoints.entrySet()) {
      json.writeObjectFieldStart(endpoint.getKey());
      for (Map.Entry<Integer, Figures> status : endpoint.getValue().entrySet()) {
        json.writeFieldName(status.getKey().toString());
        writeFigures(status.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeFigures(Figures figures) throws IOException {
    json.writeStartObject();
    json.writeNumberField("count", figures.count());
    json.writeNumberField(
        "avg_duration_micros",
        (double) figures.nanos() / figures.count() / TimeUnit.MICROSECONDS.toNanos(1));
    json.writeNumberField("total_duration_micros", TimeUnit.NANOSECONDS.toMicros(figures.nanos()));
    json.writeStringField("last_responded", figures.last().toString());
    json.writeEndObject();
  }

  /** The same collections under numbers in the place of their names. */
  public static SortedMap<String, Optional<CollectionStatus>> anonymous(
      SortedMap<String, Optional<CollectionStatus>> collections) {
    SortedMap<String, Optional<CollectionStatus>> numbered = new TreeMap<>();
    for (Optional<CollectionStatus> status : collections.values()) {
      numbered.put("collection-%06d".formatted(numbered.size() + 1), status);
    }
    return numbered;
  }
}
