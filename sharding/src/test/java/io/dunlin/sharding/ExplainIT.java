package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.ShardReport;
import io.dunlin.actors.query.ShardReport.Kind;
import io.dunlin.actors.query.ShardReport.Use;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.query.Trace.Explanation;
import io.dunlin.actors.query.Trace.ShardStep;
import io.dunlin.actors.query.Trace.Step;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What explanations say of small collections, of which everything can be counted. */
class ExplainIT {
  private static final int POINTS = 3_000;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);

  private static final ShardSettings SETTINGS =
      new ShardSettings(1 << 20, 256 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  @Test
  void newPointsAreScannedAndConditionsReadPayloads() throws Exception {
    try (TestNode node = TestNode.start(folder, SETTINGS)) {
      Collections birds = flock(node, 2, 400);
      Explanation all = explained(birds, nearest(Filter.ALL, false));
      assertThat(segments(all, "query"))
          .hasSize(2)
          .allSatisfy(segment -> {
            assertThat(segment.kind()).isEqualTo(Kind.GROWING);
            assertThat(segment.indexed()).isFalse();
            assertThat(segment.way()).isEqualTo(Way.SCAN);
            assertThat(segment.reason()).isEqualTo(Reason.NO_INDEX);
            assertThat(segment.scored()).isEqualTo(segment.live());
            assertThat(segment.filter().matching()).isEqualTo(segment.live());
          });
      assertThat(scored(all)).isEqualTo(400);

      Explanation some = explained(birds, nearest(kind(3), false));
      assertThat(scored(some)).isEqualTo(40);
      assertThat(segments(some, "query"))
          .allSatisfy(segment -> {
            assertThat(segment.filter().conditions())
                .containsExactly(
                    new ShardReport.Checked("must[0]", "kind", Use.PAYLOAD, 0, segment.rows()));
            assertThat(segment.filter().estimate()).isPositive();
          });
      assertThat(segments(some, "query").stream().mapToInt(one -> one.filter().matching()).sum())
          .isEqualTo(40);
    }
  }

  @Test
  void sealedSegmentsSayWhichIndexWasTakenAndWhy() throws Exception {
    try (TestNode node = TestNode.start(folder, SETTINGS)) {
      Collections birds = flock(node, 1, POINTS);
      get(birds.optimize("birds", TestNode.TIMEOUT));
      get(birds.changeField("birds", "kind", Optional.of(FieldSchema.of(FieldType.INTEGER)), WAIT));

      ShardReport.Segment walked = sealed(explained(birds, nearest(Filter.ALL, false)), "query");
      assertThat(walked.indexed()).isTrue();
      assertThat(walked.way()).isEqualTo(Way.GRAPH);
      assertThat(walked.reason()).isEqualTo(Reason.INDEX_IS_CHEAPER);
      assertThat(walked.scanLimit()).isLessThan(POINTS);
      assertThat(walked.scored()).isBetween(10L, POINTS - 1L);
      assertThat(walked.breadth()).isEqualTo(8);

      ShardReport.Segment exact = sealed(explained(birds, nearest(Filter.ALL, true)), "query");
      assertThat(exact.way()).isEqualTo(Way.SCAN);
      assertThat(exact.reason()).isEqualTo(Reason.EXACT_ASKED);
      assertThat(exact.scored()).isEqualTo(POINTS);

      ShardReport.Segment few = sealed(explained(birds, nearest(kind(7), false)), "query");
      assertThat(few.way()).isEqualTo(Way.SCAN);
      assertThat(few.reason()).isEqualTo(Reason.FEW_ACCEPTED);
      assertThat(few.filter().estimate()).isEqualTo(POINTS / 10);
      assertThat(few.scanLimit()).isGreaterThanOrEqualTo(POINTS / 10);
      assertThat(few.scored()).isEqualTo(POINTS / 10);
      assertThat(few.filter().conditions())
          .containsExactly(new ShardReport.Checked("must[0]", "kind", Use.INDEX, POINTS / 10, 0));
    }
  }

  @Test
  void eachPrefetchAndEachSearchOfABatchIsToldOfByItsPlace() throws Exception {
    try (TestNode node = TestNode.start(folder, SETTINGS)) {
      Collections birds = flock(node, 2, 200);
      QueryNode leaf = nearest(Filter.ALL, true).root();
      QueryRequest fused =
          request(
              new QueryNode(
                  List.of(leaf, leaf.over(kind(1))),
                  Optional.of(new Query.RankFusion(2, List.of())),
                  "",
                  Filter.ALL,
                  SearchTuning.DEFAULT,
                  Optional.empty(),
                  5,
                  Optional.empty()));
      Explanation one = explained(birds, fused);
      assertThat(matching(one, "query.prefetch[0]")).isEqualTo(200);
      assertThat(matching(one, "query.prefetch[1]")).isEqualTo(20);

      Explanation batch = explained(birds, nearest(kind(2), true), fused);
      assertThat(matching(batch, "searches[0]")).isEqualTo(20);
      assertThat(matching(batch, "searches[1].prefetch[0]")).isEqualTo(200);
    }
  }

  @Test
  void stepsTellOfTheFetchingOfWhatWasFound() throws Exception {
    try (TestNode node = TestNode.start(folder, SETTINGS)) {
      Collections birds = flock(node, 2, 100);
      QueryRequest found = nearest(Filter.ALL, true);
      Explanation explanation =
          explained(
              birds,
              new QueryRequest(
                  found.root(), 0, new PayloadSelector.All(), found.vectors(), found.keys()));
      assertThat(explanation.steps()).extracting(Step::what).containsExactly("search", "fetch");
      assertThat(explanation.stages()).containsKey("merge");
      for (Step step : explanation.steps()) {
        assertThat(step.nanos()).isGreaterThanOrEqualTo(step.slowestNanos());
        assertThat(step.shards()).extracting(ShardStep::position).allMatch(at -> at > 0);
      }
      assertThat(explanation.nanos())
          .isGreaterThanOrEqualTo(explanation.steps().stream().mapToLong(Step::nanos).sum());
    }
  }

  // ---- what is asked ----

  private static Collections flock(TestNode node, int shards, int points) throws Exception {
    Collections birds = node.collections();
    get(birds.create("birds", Flock.config(shards, Metric.DOT), TestNode.TIMEOUT));
    List<PointInput> inputs = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      inputs.add(Flock.point(i, Map.of("kind", (long) i % 10)));
    }
    get(birds.write("birds", List.of(new PointOperation.Upsert(inputs)), WAIT));
    return birds;
  }

  private static Filter kind(long kind) {
    return Filter.of(
        new Condition.Field(RandomQueries.path("kind"), List.of(new Check.MatchValue(kind))));
  }

  private static QueryRequest nearest(Filter filter, boolean exact) {
    SearchTuning tuning =
        new SearchTuning(
            Optional.of(8),
            exact,
            false,
            Optional.empty(),
            CodeUse.DEFAULT,
            true,
            Optional.empty());
    return request(
        new QueryNode(
            List.of(),
            Optional.of(
                new Query.Nearest(
                    new VectorInput.Components(VectorValue.of(Flock.vector(1L << 40))))),
            "",
            filter,
            tuning,
            Optional.empty(),
            5,
            Optional.empty()));
  }

  private static QueryRequest request(QueryNode root) {
    return new QueryRequest(
        root,
        0,
        new PayloadSelector.None(),
        new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED);
  }

  private static Explanation explained(Collections birds, QueryRequest... queries)
      throws Exception {
    Trace trace = new Trace(System.nanoTime());
    ReadOptions plain = ReadOptions.within(TestNode.TIMEOUT);
    var answer = get(birds.query("birds", List.of(queries), plain.traced(trace)));
    assertThat(answer.value())
        .as("an explained answer is the same as another")
        .isEqualTo(get(birds.query("birds", List.of(queries), plain)).value());
    return trace.explanation();
  }

  // ---- what is told ----

  private static List<ShardReport.Segment> segments(Explanation explanation, String query) {
    List<ShardReport.Segment> segments = new ArrayList<>();
    for (Step step : explanation.steps()) {
      for (ShardStep shard : step.shards()) {
        for (int i = 0; i < shard.report().searches().size(); i++) {
          if (step.queries().get(shard.first() + i).equals(query)) {
            segments.addAll(shard.report().searches().get(i));
          }
        }
      }
    }
    return segments;
  }

  private static ShardReport.Segment sealed(Explanation explanation, String query) {
    List<ShardReport.Segment> sealed =
        segments(explanation, query).stream()
            .filter(segment -> segment.kind() == Kind.SEALED)
            .toList();
    assertThat(sealed).hasSize(1);
    return sealed.getFirst();
  }

  private static long scored(Explanation explanation) {
    return segments(explanation, "query").stream().mapToLong(ShardReport.Segment::scored).sum();
  }

  private static int matching(Explanation explanation, String query) {
    return segments(explanation, query).stream().mapToInt(one -> one.filter().matching()).sum();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(TestNode.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
