package io.dunlin.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.query.ShardReport;
import io.dunlin.actors.query.ShardReport.Checked;
import io.dunlin.actors.query.ShardReport.Filtering;
import io.dunlin.actors.query.ShardReport.Kind;
import io.dunlin.actors.query.ShardReport.Segment;
import io.dunlin.actors.query.ShardReport.Use;
import io.dunlin.actors.query.Trace.CacheUse;
import io.dunlin.actors.query.Trace.Explanation;
import io.dunlin.actors.query.Trace.ShardStep;
import io.dunlin.actors.query.Trace.Step;
import io.dunlin.http.RestServer;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.persistence.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainJsonTest {
  private static final NodeId NODE = new NodeId(new UUID(3, 4));

  private static Segment segment(Reason reason) {
    return new Segment(
        77,
        Kind.SEALED,
        1_000,
        900,
        true,
        Way.GRAPH,
        reason,
        new Filtering(90, 60, List.of(new Checked("must[0]", "größe", Use.PART_OF_INDEX, 40, 50))),
        64,
        0,
        500,
        120,
        7,
        30,
        2_000_000);
  }

  /** Of a search in so many segments of each of so many shards. */
  private static Explanation explanation(int shards, int segments, Reason reason) {
    ShardReport report =
        new ShardReport(
            NODE, 5_000_000, segments, List.of(Collections.nCopies(segments, segment(reason))));
    List<ShardStep> steps =
        Collections.nCopies(shards, 0).stream()
            .map(_ -> new ShardStep(new ShardStep.Place("birds", 2), 0, 41, report))
            .toList();
    return new Explanation(
        9_000_000,
        CacheUse.MISS,
        Map.of("parse", 1_000_000L),
        List.of(new Step("search", List.of("query"), 3_000_000, 6_000_000, steps)));
  }

  @Test
  void everythingIsTold() {
    String text = JsonCodec.explanation(explanation(1, 2, Reason.INDEX_IS_CHEAPER), 100_000);
    assertThat(text).as("letters that a header may have").matches("\\p{ASCII}*");
    JsonNode json = RestServer.parse(text);
    assertThat(json.get("cache").asText()).isEqualTo("miss");
    assertThat(json.get("nodes").get(0).asLong()).isEqualTo(NODE.number());
    assertThat(json.get("shards").asInt()).isEqualTo(1);
    assertThat(json.get("segments").asInt()).isEqualTo(2);
    assertThat(json.get("distances").asInt()).isEqualTo(240);
    assertThat(json.get("rescored").asInt()).isEqualTo(60);
    assertThat(json.at("/stages/parse").asDouble()).isEqualTo(0.001);
    assertThat(json.at("/stages/plan").asDouble()).isEqualTo(0.002);
    assertThat(json.at("/stages/search").asDouble()).isEqualTo(0.005);
    assertThat(json.at("/stages/wait").asDouble()).isEqualTo(0.001);
    JsonNode search = json.at("/steps/0/shards/0/searches/0");
    assertThat(search.get("query").asText()).isEqualTo("query");
    assertThat(search.get("selectivity").asDouble()).isEqualTo(120 / 1800.0);
    JsonNode segment = search.at("/segments/0");
    assertThat(segment.get("way").asText()).isEqualTo("graph");
    assertThat(segment.get("why").asText()).contains("90").contains("500");
    assertThat(segment.at("/conditions/0/by").asText()).isEqualTo("part_of_index");
    assertThat(segment.at("/conditions/0/key").asText()).isEqualTo("größe");
    assertThat(json.has("shortened")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasWords(Reason reason) {
    JsonNode json = RestServer.parse(JsonCodec.explanation(explanation(1, 1, reason), 100_000));
    assertThat(json.at("/steps/0/shards/0/searches/0/segments/0/why").asText()).isNotBlank();
  }

  @Test
  void whereThereIsNoRoomSegmentsAreLeftOutAndThenShards() {
    String shards = JsonCodec.explanation(explanation(3, 50, Reason.NO_INDEX), 6_000);
    assertThat(shards).hasSizeLessThan(6_000);
    assertThat(RestServer.parse(shards).get("shortened").asBoolean()).isTrue();
    assertThat(RestServer.parse(shards).at("/steps/0/shards/2/searches/0/matches").asInt())
        .isEqualTo(3_000);
    String sums = JsonCodec.explanation(explanation(300, 2, Reason.NO_INDEX), 6_000);
    assertThat(sums).hasSizeLessThan(6_000);
    assertThat(RestServer.parse(sums).has("steps")).isFalse();
    assertThat(RestServer.parse(sums).get("distances").asInt()).isEqualTo(72_000);
  }
}
