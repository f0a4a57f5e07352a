package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.ShardReport;
import io.dunlin.actors.query.Trace.Explanation;
import io.dunlin.actors.query.Trace.ShardStep;
import io.dunlin.actors.query.Trace.Step;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.persistence.model.NodeId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How an answer came about. Times are in seconds, as that of an answer is. */
final class ExplainJson {
  /** How much is told. */
  enum Detail {
    ALL,
    /** Of shards, but not of their segments. */
    SHARDS,
    /** Sums and times. */
    SUMS
  }

  private ExplainJson() {}

  static void write(JsonGenerator json, Explanation explanation, Detail detail) throws IOException {
    json.writeStartObject();
    json.writeNumberField("time", seconds(explanation.nanos()));
    json.writeStringField("cache", lowerCase(explanation.cache()));
    writeSums(json, explanation);
    writeStages(json, explanation);
    if (detail == Detail.SUMS) {
      json.writeBooleanField("shortened", true);
    } else {
      json.writeArrayFieldStart("steps");
      for (Step step : explanation.steps()) {
        writeStep(json, step, detail);
      }
      json.writeEndArray();
      if (detail == Detail.SHARDS) {
        json.writeBooleanField("shortened", true);
      }
    }
    json.writeEndObject();
  }

  private static void writeSums(JsonGenerator json, Explanation explanation) throws IOException {
    SortedSet<NodeId> nodes = new TreeSet<>();
    Map<ShardStep.Place, Integer> segments = new LinkedHashMap<>();
    for (Step step : explanation.steps()) {
      for (ShardStep shard : step.shards()) {
        nodes.add(shard.report().node());
        segments.merge(shard.place(), shard.report().segments(), Math::max);
      }
    }
    json.writeArrayFieldStart("nodes");
    for (NodeId node : nodes) {
      json.writeNumber(node.number());
    }
    json.writeEndArray();
    json.writeNumberField("shards", segments.size());
    json.writeNumberField("segments", segments.values().stream().mapToInt(i -> i).sum());
    json.writeNumberField(
        "distances", searched(explanation).mapToLong(ShardReport.Segment::scored).sum());
    json.writeNumberField(
        "estimated_by_codes",
        searched(explanation).mapToLong(ShardReport.Segment::estimated).sum());
    json.writeNumberField(
        "rescored", searched(explanation).mapToLong(ShardReport.Segment::rescored).sum());
  }

  private static Stream<ShardReport.Segment> searched(Explanation explanation) {
    return explanation.steps().stream()
        .flatMap(step -> step.shards().stream())
        .flatMap(shard -> shard.report().searches().stream())
        .flatMap(List::stream);
  }

  /** What came before the shards were asked is the plan; each kind of step is a stage, too. */
  private static void writeStages(JsonGenerator json, Explanation explanation) throws IOException {
    Map<String, Long> stages = new LinkedHashMap<>(explanation.stages());
    if (!explanation.steps().isEmpty()) {
      long parsed = stages.getOrDefault("parse", 0L);
      stages.put("plan", Math.max(0, explanation.steps().getFirst().atNanos() - parsed));
    }
    for (Step step : explanation.steps()) {
      stages.merge(step.what(), step.slowestNanos(), Long::sum);
      stages.merge("wait", Math.max(0, step.nanos() - step.slowestNanos()), Long::sum);
    }
    json.writeObjectFieldStart("stages");
    for (Map.Entry<String, Long> stage : stages.entrySet()) {
      json.writeNumberField(stage.getKey(), seconds(stage.getValue()));
    }
    json.writeEndObject();
  }

  private static void writeStep(JsonGenerator json, Step step, Detail detail) throws IOException {
    json.writeStartObject();
    json.writeStringField("what", step.what());
    json.writeNumberField("at", seconds(step.atNanos()));
    json.writeNumberField("time", seconds(step.nanos()));
    json.writeNumberField("wait", seconds(Math.max(0, step.nanos() - step.slowestNanos())));
    json.writeArrayFieldStart("shards");
    for (ShardStep shard : step.shards()) {
      writeShard(json, step, shard, detail);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeShard(JsonGenerator json, Step step, ShardStep shard, Detail detail)
      throws IOException {
    ShardReport report = shard.report();
    json.writeStartObject();
    json.writeStringField("collection", shard.place().collection());
    json.writeNumberField("shard_id", shard.place().shard());
    json.writeNumberField("peer_id", report.node().number());
    json.writeNumberField("position", shard.position());
    json.writeNumberField("segments", report.segments());
    json.writeNumberField("time", seconds(report.nanos()));
    if (!report.searches().isEmpty()) {
      json.writeArrayFieldStart("searches");
      for (int i = 0; i < report.searches().size(); i++) {
        writeSearch(json, step.queries().get(shard.first() + i), report.searches().get(i), detail);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeSearch(
      JsonGenerator json, String query, List<ShardReport.Segment> segments, Detail detail)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("query", query);
    json.writeNumberField(
        "distances", segments.stream().mapToLong(ShardReport.Segment::scored).sum());
    long live = segments.stream().mapToLong(ShardReport.Segment::live).sum();
    long estimate = segments.stream().mapToLong(one -> one.filter().estimate()).sum();
    long matching = segments.stream().mapToLong(one -> one.filter().matching()).sum();
    writeMatching(json, live, estimate, matching);
    if (detail == Detail.ALL) {
      json.writeArrayFieldStart("segments");
      for (ShardReport.Segment segment : segments) {
        writeSegment(json, segment);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeMatching(JsonGenerator json, long live, long estimate, long matching)
      throws IOException {
    json.writeNumberField("live", live);
    json.writeNumberField("estimated_matches", estimate);
    json.writeNumberField("matches", matching);
    json.writeNumberField("estimated_selectivity", share(estimate, live));
    json.writeNumberField("selectivity", share(matching, live));
  }

  private static void writeSegment(JsonGenerator json, ShardReport.Segment segment)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("segment", segment.name());
    json.writeStringField("kind", lowerCase(segment.kind()));
    json.writeNumberField("rows", segment.rows());
    writeMatching(json, segment.live(), segment.filter().estimate(), segment.filter().matching());
    json.writeBooleanField("indexed", segment.indexed());
    json.writeStringField("way", lowerCase(segment.way()));
    json.writeStringField("why", why(segment));
    json.writeNumberField("distances", segment.scored());
    writeIfAny(json, "estimated_by_codes", segment.estimated());
    writeIfAny(json, "rescored", segment.rescored());
    writeIfAny(json, "ef", segment.breadth());
    writeIfAny(json, "lists", segment.lists());
    writeIfAny(json, "scan_limit", segment.scanLimit());
    json.writeNumberField("time", seconds(segment.nanos()));
    if (!segment.filter().conditions().isEmpty()) {
      json.writeArrayFieldStart("conditions");
      for (ShardReport.Checked checked : segment.filter().conditions()) {
        writeCondition(json, checked);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeCondition(JsonGenerator json, ShardReport.Checked checked)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("condition", checked.place());
    if (!checked.path().isEmpty()) {
      json.writeStringField("key", checked.path());
    }
    json.writeStringField("by", lowerCase(checked.use()));
    json.writeNumberField("sure_rows", checked.sure());
    json.writeNumberField("open_rows", checked.open());
    json.writeEndObject();
  }

  private static String why(ShardReport.Segment segment) {
    int estimate = segment.filter().estimate();
    return switch (segment.reason()) {
      case Reason.NO_INDEX ->
          "the segment has no index of this vector, so all matches are compared";
      case Reason.INDEX_IS_CHEAPER ->
          segment.scanLimit() > 0
              ? "about %d rows match; up to about %d would be scanned"
                  .formatted(estimate, segment.scanLimit())
              : "about %d rows match, and the index reads less than all of them"
                  .formatted(estimate);
      case Reason.FEW_ACCEPTED ->
          segment.scanLimit() > 0
              ? "about %d rows match; up to about %d a scan of them is cheaper than the index"
                  .formatted(estimate, segment.scanLimit())
              : "about %d rows match, of which a scan is cheaper than the index"
                  .formatted(estimate);
      case Reason.EXACT_ASKED -> "params.exact was asked for";
      case Reason.CODES_IGNORED ->
          "params.quantization.ignore was asked for, and the index is made of codes";
      case Reason.FOUND_TOO_FEW -> "the index did not lead to as many matches as are wanted";
      case Reason.CODES_UNSURE -> "codes could not tell which rows are the best";
      case Reason.SEVERAL_EXAMPLES ->
          "points are compared with several vectors, by which no index here is ordered";
      case Reason.NOTHING_ACCEPTED -> "no row matches, or none has the vector";
      case Reason.EMPTY -> "the segment has no live rows";
      case Reason.NOT_INDEXED -> "params.indexed_only leaves out what has no index yet";
    };
  }

  private static void writeIfAny(JsonGenerator json, String field, long value) throws IOException {
    if (value > 0) {
      json.writeNumberField(field, value);
    }
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(long nanos) {
    return (double) nanos / TimeUnit.SECONDS.toNanos(1);
  }
}
