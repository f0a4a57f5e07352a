package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.copy.BuildReport.Build;
import io.dunlin.actors.copy.BuildReport.Outcome;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Indexing.SegmentRows;
import io.dunlin.sharding.IndexProgress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds of segments: those under way, one for each shard that has one, what waits, what is over.
 */
public final class OptimizationJson {
  private final IndexProgress progress;
  private final List<ShardStatus> shards;

  private OptimizationJson(IndexProgress progress) {
    this.progress = progress;
    this.shards = progress.status().shards();
  }

  /**
   * @param parts what is told of besides: queued, completed, idle_segments
   * @param limit completed builds at most, the last ones
   */
  public static JsonBody optimizations(IndexProgress progress, Set<String> parts, int limit) {
    return json -> new OptimizationJson(progress).write(json, parts, limit);
  }

  private void write(JsonGenerator json, Set<String> parts, int limit) throws IOException {
    List<ShardStatus> waiting =
        shards.stream().filter(shard -> waiting(shard) > 0 && !shard.building()).toList();
    json.writeStartObject();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("queued_optimizations", waiting.size());
    json.writeNumberField("queued_points", waiting.stream().mapToLong(this::waiting).sum());
    json.writeNumberField("segments", progress.status().segments());
    json.writeEndObject();
    json.writeArrayFieldStart("running");
    for (ShardStatus shard : shards) {
      if (shard.building()) {
        writeShard(json, shard, shard.indexing().running());
      }
    }
    json.writeEndArray();
    if (parts.contains("queued")) {
      json.writeArrayFieldStart("queued");
      for (ShardStatus shard : waiting) {
        writeShard(json, shard, Optional.empty());
      }
      json.writeEndArray();
    }
    if (parts.contains("completed")) {
      writeCompleted(json, limit);
    }
    if (parts.contains("idle_segments")) {
      writeIdle(json);
    }
    json.writeEndObject();
  }

  /** Points without an index, or else whose index is to become another. */
  private long waiting(ShardStatus shard) {
    long outdated = progress.isRefused(shard) ? 0 : progress.outdated(shard);
    return shard.backlog() > 0 ? shard.backlog() : outdated;
  }

  private void writeShard(JsonGenerator json, ShardStatus shard, Optional<Build> build)
      throws IOException {
    json.writeStartObject();
    if (build.isPresent()) {
      writeBuild(json, build.get());
    } else {
      json.writeStringField(
          "optimizer",
          shard.backlog() == 0 && progress.outdated(shard) > 0 ? "config_mismatch" : "indexing");
    }
    json.writeNumberField("shard_id", shard.number());
    json.writeNumberField("points", build.map(Build::rows).orElse(waiting(shard)));
    json.writeNumberField("segments", shard.segments());
    json.writeEndObject();
  }

  private static void writeBuild(JsonGenerator json, Build build) throws IOException {
    json.writeStringField("optimizer", Variants.name(build.kind()));
    json.writeStringField("status", status(build.outcome()));
    json.writeArrayFieldStart("inputs");
    for (long input : build.inputs()) {
      json.writeNumber(input);
    }
    json.writeEndArray();
    json.writeNumberField("inserted", build.inserted());
    json.writeStringField("started_at", Instant.ofEpochMilli(build.began()).toString());
  }

  private static String status(Outcome outcome) {
    return switch (outcome) {
      case RUNNING -> "optimizing";
      case DONE -> "done";
      case REFUSED -> "cancelled";
      case FAILED -> "error";
    };
  }

  /** Of all shards, the last first. */
  private void writeCompleted(JsonGenerator json, int limit) throws IOException {
    record Ended(int shard, Build build, long at) {}
    List<Ended> all =
        shards.stream()
            .flatMap(shard ->
                shard.indexing().completed().stream()
                    .map(build ->
                        new Ended(shard.number(), build, build.ended().orElse(build.began()))))
            .sorted((one, other) -> Long.compare(other.at(), one.at()))
            .limit(limit)
            .toList();
    json.writeArrayFieldStart("completed");
    for (Ended ended : all) {
      json.writeStartObject();
      writeBuild(json, ended.build());
      json.writeStringField("finished_at", Instant.ofEpochMilli(ended.at()).toString());
      json.writeNumberField("duration_sec", (ended.at() - ended.build().began()) / 1000.0);
      json.writeNumberField("shard_id", ended.shard());
      json.writeNumberField("points", ended.build().rows());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Those that no build has taken, and that nothing is to be done to. */
  private void writeIdle(JsonGenerator json) throws IOException {
    Map<Integer, List<SegmentRows>> idle = new TreeMap<>();
    for (ShardStatus shard : shards) {
      List<Long> taken = shard.indexing().running().map(Build::inputs).orElse(List.of());
      idle.put(
          shard.number(),
          shard.indexing().segments().stream()
              .filter(segment -> segment.sealed() && !taken.contains(segment.name()))
              .toList());
    }
    json.writeArrayFieldStart("idle_segments");
    for (Map.Entry<Integer, List<SegmentRows>> shard : idle.entrySet()) {
      for (SegmentRows segment : shard.getValue()) {
        json.writeStartObject();
        json.writeNumberField("shard_id", shard.getKey());
        json.writeNumberField("segment", segment.name());
        json.writeNumberField("points", segment.count());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }
}
