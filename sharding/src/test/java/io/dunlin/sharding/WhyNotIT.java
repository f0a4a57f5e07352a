package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.QueryModel.Found;
import io.dunlin.sharding.QueryModel.Stored;
import io.dunlin.sharding.query.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why points are not in answers, and whether that is true, by {@link QueryModel}. */
class WhyNotIT {
  private static final int QUERIES = 15;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, {1} shards, seed {2}")
  @CsvSource({"DOT, 1, 21", "EUCLID, 3, 22"})
  void everyReasonIsTrue(Metric metric, int shards, long seed) throws Exception {
    Random random = new Random(seed);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(shards, metric), TestNode.TIMEOUT));
      Map<PointId, Stored> points = QueriesIT.written(birds, metric, random);
      QueriesIT.index(birds);
      QueryModel model = new QueryModel(metric, points);
      List<PointId> ids = List.copyOf(points.keySet());
      RandomQueries queries = new RandomQueries(random, Flock.DIMENSION, ids);
      Map<Reason, Integer> met = new EnumMap<>(Reason.class);
      for (int i = 0; i < QUERIES; i++) {
        QueryRequest query = queries.request();
        List<Found> answer = model.answer(query);
        for (PointId id : some(answer, ids, random)) {
          WhyNot why = whyNot(birds, id, query);
          met.merge(why.reason(), 1, Integer::sum);
          verify(why, id, query, answer, model, points);
        }
      }
      assertThat(whyNot(birds, PointId.of(1L << 40), queries.request()).reason())
          .isEqualTo(Reason.NO_SUCH_POINT);
      assertThat(met)
          .as("the reasons that were met")
          .containsKeys(
              Reason.IN_ANSWER, Reason.FILTER, Reason.BEYOND_LIMIT, Reason.NOT_IN_PREFETCHES);
    }
  }

  /** However many questions it takes. */
  @Test
  void anInquiryTakesNoLongerThanItsCallerWaits() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      get(node.collections().create("birds", Flock.config(1, Metric.DOT), TestNode.TIMEOUT));
      List<Duration> given = new ArrayList<>();
      Collections noting =
          new ForwardingCollections(node.collections()) {
            @Override
            public CompletionStage<Answered<List<List<Hit>>>> query(
                String collection, List<QueryRequest> requests, ReadOptions options) {
              given.add(options.timeout());
              return super.query(collection, requests, options);
            }
          };
      CollectionInquiry inquiry =
          new CollectionInquiry(noting, "birds", READ, Deadline.in(READ.timeout()));
      get(inquiry.query(List.of()));
      get(inquiry.query(List.of()));
      assertThat(given.get(0)).isLessThan(READ.timeout());
      assertThat(given.get(1)).isLessThan(given.get(0));
      CollectionInquiry late =
          new CollectionInquiry(noting, "birds", READ, Deadline.in(Duration.ofNanos(-1)));
      assertThatThrownBy(() -> late.query(List.of()))
          .isInstanceOfSatisfying(
              DunlinException.class,
              failed -> assertThat(failed.failure()).isInstanceOf(DunlinFailure.TimedOut.class));
    }
  }

  /** Some of the answer, and some others. */
  private static List<PointId> some(List<Found> answer, List<PointId> ids, Random random) {
    List<PointId> some = new ArrayList<>();
    for (int i = 0; i < Math.min(3, answer.size()); i++) {
      some.add(answer.get(random.nextInt(answer.size())).id());
    }
    for (int i = 0; i < 5; i++) {
      some.add(ids.get(random.nextInt(ids.size())));
    }
    return some;
  }

  private static void verify(
      WhyNot why,
      PointId id,
      QueryRequest query,
      List<Found> answer,
      QueryModel model,
      Map<PointId, Stored> points) {
    String what = "%s of %s: %s".formatted(id, query, why);
    int place = place(answer, id);
    if (place >= 0) {
      assertThat(why.reason()).as(what).isEqualTo(Reason.IN_ANSWER);
      assertThat(why.rank()).as(what).contains(query.offset() + place + 1);
      return;
    }
    QueryNode root = query.root();
    Stored point = Optional.ofNullable(points.get(id)).orElseThrow();
    switch (why.reason()) {
      case FILTER -> {
        assertThat(matches(root.filter(), id, point)).as(what).isFalse();
        assertThat(why.failed()).as(what).isNotEmpty();
      }
      case EXAMPLE -> assertThat(Examples.ids(root)).as(what).contains(id);
      case BEYOND_LIMIT -> {
        boolean diverse = root.query().orElse(null) instanceof Query.Diverse;
        assertThat(why.rank().orElseThrow()).as(what).isGreaterThan(query.reach());
        if (!diverse) {
          assertRanked(why, id, model.answer(at(root.limited(points.size()), 0)), what);
        }
      }
      case BEFORE_OFFSET -> {
        List<Found> whole = model.answer(at(root.limited(query.reach()), 0));
        assertThat(place(whole, id)).as(what).isBetween(0, query.offset() - 1);
      }
      case SCORE_THRESHOLD -> {
        QueryNode all = root.limited(points.size());
        assertThat(place(model.answer(at(all, 0)), id)).as(what).isNegative();
        assertRanked(why, id, model.answer(at(withoutThreshold(all), 0)), what);
      }
      case NOT_IN_PREFETCHES -> {
        assertThat(why.before()).as(what).hasSameSizeAs(root.before());
        for (QueryNode before : root.before()) {
          List<Found> found = model.answer(at(before.within(root.filter()), 0));
          assertThat(place(found, id)).as(what).isNegative();
        }
      }
      case NO_VALUE_TO_ORDER_BY -> {
        assertThat(root.query()).as(what).containsInstanceOf(Query.Ordered.class);
        assertThat(place(model.answer(at(root.limited(10 * points.size()), 0)), id))
            .as(what)
            .isNegative();
      }
      case DIVERSITY -> assertThat(root.query()).as(what).containsInstanceOf(Query.Diverse.class);
      default -> throw new AssertionError(what);
    }
  }

  private static void assertRanked(WhyNot why, PointId id, List<Found> all, String what) {
    int place = place(all, id);
    assertThat(why.rank()).as(what).contains(place + 1);
    double score = all.get(place).score();
    assertThat((double) why.score().orElseThrow())
        .as(what)
        .isCloseTo(score, within(1e-3 * Math.max(1, Math.abs(score))));
  }

  @Test
  void whatTheIndexMissesIsFoundWithTheBreadthThatIsTold() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = flock(node, 3_000);
      get(birds.optimize("birds", TestNode.TIMEOUT));
      int missed = 0;
      for (long i = 0; i < 30; i++) {
        QueryRequest narrow = nearest((1L << 40) + i, 1, false, 5);
        QueryRequest exact = nearest((1L << 40) + i, 1, true, 5);
        List<Hit> all = query(birds, exact);
        for (int rank = 0; rank < all.size(); rank++) {
          PointId id = all.get(rank).id();
          WhyNot why = whyNot(birds, id, narrow);
          if (why.isInAnswer()) {
            assertThat(query(birds, narrow)).extracting(Hit::id).contains(id);
          } else {
            missed++;
            assertThat(why.reason()).isEqualTo(Reason.MISSED_BY_INDEX);
            assertThat(why.rank()).contains(rank + 1);
            assertThat(query(birds, nearest((1L << 40) + i, why.ef().orElseThrow(), false, 5)))
                .extracting(Hit::id)
                .contains(id);
          }
        }
      }
      assertThat(missed).as("points that the index has missed").isPositive();
    }
  }

  @Test
  void groupsLeavePointsOutByTheirLimitAndByTheirSize() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = flock(node, 100);
      QueryRequest query = nearest(1L << 40, 8, true, 2);
      WhyNotRequest.Groups byKind = new WhyNotRequest.Groups(RandomQueries.path("kind"), 3);
      List<PointGroup> groups =
          get(birds.groups(
                  "birds", new GroupsRequest(query, byKind.by(), 3, Optional.empty()), READ))
              .value();
      for (long i = 0; i < 100; i++) {
        PointId id = PointId.of(i);
        long kind = i % 10;
        WhyNot why =
            get(birds.whyNot("birds", new WhyNotRequest(id, query, Optional.of(byKind)), READ))
                .value();
        Optional<PointGroup> group =
            groups.stream().filter(one -> one.value().equals(kind)).findFirst();
        Reason expected =
            group.isEmpty()
                ? Reason.GROUP_BEYOND_LIMIT
                : group.get().hits().stream().anyMatch(hit -> hit.id().equals(id))
                    ? Reason.IN_ANSWER
                    : Reason.BEYOND_GROUP_SIZE;
        assertThat(why.reason()).isEqualTo(expected);
      }
      WhyNotRequest.Groups byNothing = new WhyNotRequest.Groups(RandomQueries.path("nothing"), 3);
      assertThat(
              get(birds.whyNot(
                      "birds",
                      new WhyNotRequest(PointId.of(1), query, Optional.of(byNothing)),
                      READ))
                  .value()
                  .reason())
          .isEqualTo(Reason.NO_VALUE_TO_GROUP_BY);
    }
  }

  // ---- what is asked ----

  private static Collections flock(TestNode node, int points) throws Exception {
    Collections birds = node.collections();
    get(birds.create("birds", Flock.config(1, Metric.EUCLID), TestNode.TIMEOUT));
    List<PointInput> inputs = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      inputs.add(Flock.point(i, Map.of("kind", (long) i % 10)));
    }
    get(birds.write("birds", List.of(new PointOperation.Upsert(inputs)), WAIT));
    return birds;
  }

  private static QueryRequest nearest(long seed, int ef, boolean exact, int limit) {
    return at(
        new QueryNode(
            List.of(),
            Optional.of(
                new Query.Nearest(new VectorInput.Components(VectorValue.of(Flock.vector(seed))))),
            "",
            Filter.ALL,
            new SearchTuning(Optional.of(ef), exact, false, Optional.empty(), CodeUse.DEFAULT),
            Optional.empty(),
            limit,
            Optional.empty()),
        0);
  }

  private static QueryRequest at(QueryNode root, int offset) {
    return new QueryRequest(
        root,
        offset,
        new PayloadSelector.None(),
        new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED);
  }

  private static QueryNode withoutThreshold(QueryNode node) {
    return new QueryNode(
        node.before(),
        node.query(),
        node.using(),
        node.filter(),
        node.tuning(),
        Optional.empty(),
        node.limit(),
        node.lookup());
  }

  private static List<Hit> query(Collections birds, QueryRequest query) throws Exception {
    return get(birds.query("birds", List.of(query), READ)).value().getFirst();
  }

  private static WhyNot whyNot(Collections birds, PointId id, QueryRequest query) throws Exception {
    return get(birds.whyNot("birds", new WhyNotRequest(id, query, Optional.empty()), READ)).value();
  }

  // ---- helpers ----

  private static boolean matches(Filter filter, PointId id, Stored point) {
    return CompiledFilter.of(filter).matches(id, point.payload(), _ -> true);
  }

  private static int place(List<Found> answer, PointId id) {
    return answer.stream().map(Found::id).toList().indexOf(id);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(TestNode.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
