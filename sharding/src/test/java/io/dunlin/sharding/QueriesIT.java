package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.QueryModel.Found;
import io.dunlin.sharding.QueryModel.Stored;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random queries of a real node, whose shards seal and merge, against {@link QueryModel}. */
class QueriesIT {
  private static final int POINTS = 1_500;
  private static final int QUERIES = 1_000;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, {1} shards, seed {2}")
  @CsvSource({"DOT, 1, 11", "COSINE, 3, 12", "EUCLID, 3, 13", "MANHATTAN, 2, 14"})
  void answersWhatTheModelAnswers(Metric metric, int shards, long seed) throws Exception {
    Random random = new Random(seed);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(shards, metric), TestNode.TIMEOUT));
      Map<PointId, Stored> points = written(birds, metric, random);
      index(birds);
      QueryModel model = new QueryModel(metric, points);
      RandomQueries queries =
          new RandomQueries(random, Flock.DIMENSION, List.copyOf(points.keySet()));
      for (int i = 0; i < QUERIES / 10; i++) {
        List<QueryRequest> batch = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          batch.add(queries.request());
        }
        List<List<Hit>> answers = get(birds.query("birds", batch, READ)).value();
        for (int j = 0; j < batch.size(); j++) {
          compare(batch.get(j), answers.get(j), model.answer(batch.get(j)), points);
        }
      }
      for (int i = 0; i < 50; i++) {
        facets(birds, points, queries.filter());
        groups(birds, points, model, queries.filter(), random);
        counts(birds, points, queries.filter());
      }
      Filter some = queries.filter();
      while (matching(points, some).size() < 40) {
        some = queries.filter();
      }
      matrix(birds, points, model, some);
      samples(birds, points, some);
    }
  }

  // ---- points ----

  static Map<PointId, Stored> written(Collections birds, Metric metric, Random random)
      throws Exception {
    QueryModel units = new QueryModel(metric, Map.of());
    Map<PointId, Stored> points = new TreeMap<>();
    List<PointInput> inputs = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      // Every tenth is written again, with another payload.
      PointId id = PointId.of(i % 10 == 9 ? random.nextInt(i) : i);
      float[] vector = RandomQueries.vector(random, Flock.DIMENSION);
      Payload payload = new Payload(payload(random));
      inputs.add(new PointInput(id, Map.of("", VectorValue.of(vector)), payload));
      points.put(id, new Stored(units.stored(vector), payload));
    }
    for (int from = 0; from < inputs.size(); from += 100) {
      get(
          birds.write(
              "birds", List.of(new PointOperation.Upsert(inputs.subList(from, from + 100))), WAIT));
    }
    List<PointId> written = List.copyOf(points.keySet());
    for (int i = 0; i < 100; i++) {
      PointId id = written.get(random.nextInt(written.size()));
      Payload payload = new Payload(payload(random));
      get(
          birds.write(
              "birds",
              List.of(
                  new PointOperation.OverwritePayload(
                      new PointOperation.ByIds(List.of(id)), payload)),
              WAIT));
      points.computeIfPresent(id, (_, point) -> new Stored(point.vector(), payload));
    }
    List<PointId> gone = written.subList(20, 60);
    get(
        birds.write(
            "birds", List.of(new PointOperation.Delete(new PointOperation.ByIds(gone))), WAIT));
    points.keySet().removeAll(gone);
    return points;
  }

  private static Map<String, Object> payload(Random random) {
    Map<String, Object> payload = new HashMap<>();
    String color = RandomQueries.COLORS[random.nextInt(RandomQueries.COLORS.length)];
    if (random.nextInt(8) > 0) {
      payload.put(
          "color",
          random.nextInt(3) == 0
              ? List.of(color, RandomQueries.COLORS[random.nextInt(RandomQueries.COLORS.length)])
              : color);
    }
    if (random.nextInt(8) > 0) {
      long size = random.nextInt(50);
      payload.put("size", random.nextInt(4) == 0 ? List.of(size, size + 50) : size);
    }
    payload.put("price", random.nextDouble() * 50);
    payload.put("seen", Instant.ofEpochSecond(random.nextInt()).toString());
    return payload;
  }

  static void index(Collections birds) throws Exception {
    Map<String, FieldType> fields =
        Map.of(
            "color", FieldType.KEYWORD,
            "size", FieldType.INTEGER,
            "price", FieldType.FLOAT,
            "seen", FieldType.DATETIME);
    for (Map.Entry<String, FieldType> field : fields.entrySet()) {
      get(
          birds.changeField(
              "birds", field.getKey(), Optional.of(FieldSchema.of(field.getValue())), WAIT));
    }
  }

  // ---- answers ----

  private static void compare(
      QueryRequest request, List<Hit> hits, List<Found> expected, Map<PointId, Stored> points) {
    String what =
        "%s%ngives%n%s%nnot%n%s"
            .formatted(request, hits, expected)
            .replaceAll("HasId\\[[^]]*]]", "HasId");
    assertThat(hits).as(what).hasSize(expected.size());
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      Found found = expected.get(i);
      if (!isBlurred(expected, i)) {
        assertThat(hit.id()).as(what).isEqualTo(found.id());
      }
      assertThat((double) hit.score()).as(what).isCloseTo(found.score(), near(found.score()));
      assertThat(hit.order().map(QueriesIT::number)).as(what).isEqualTo(found.value());
      Stored point = Optional.ofNullable(points.get(hit.id())).orElseThrow();
      assertThat(hit.payload())
          .isEqualTo(
              request.payload() instanceof PayloadSelector.All
                  ? Optional.of(point.payload())
                  : Optional.empty());
      assertThat(hit.vectors().keySet())
          .isEqualTo(request.vectors() instanceof VectorSelector.All ? Set.of("") : Set.of());
      if (request.legs() && !request.root().before().isEmpty()) {
        assertThat(hit.legs()).as(what).isNotEmpty();
      } else {
        assertThat(hit.legs()).isEmpty();
      }
    }
  }

  /** Whether doubles tell the score from its neighbours', and floats do not: order is open then. */
  private static boolean isBlurred(List<Found> expected, int place) {
    double score = expected.get(place).score();
    return IntStream.of(place - 1, place + 1)
        .filter(other -> other >= 0 && other < expected.size())
        .mapToDouble(other -> Math.abs(expected.get(other).score() - score))
        .anyMatch(apart -> apart > 0 && apart < 1e-6 * Math.max(1, Math.abs(score)));
  }

  private static Offset<Double> near(double score) {
    return within(1e-4 * Math.max(1, Math.abs(score)));
  }

  private static double number(OrderValue value) {
    return switch (value) {
      case OrderValue.Whole(long whole) -> whole;
      case OrderValue.Real(double real) -> real;
    };
  }

  private static void facets(Collections birds, Map<PointId, Stored> points, Filter filter)
      throws Exception {
    for (String field : List.of("color", "size")) {
      Map<Object, Long> counts = new HashMap<>();
      matching(points, filter)
          .forEach((_, point) ->
              values(point, field).forEach(value -> counts.merge(value, 1L, Long::sum)));
      for (boolean exact : List.of(true, false)) {
        List<FacetCount> facets =
            get(birds.facet(
                    "birds",
                    new FacetRequest(
                        RandomQueries.path(field), filter, 7, exact, ShardKeySelector.NONE_NAMED),
                    READ))
                .value();
        assertThat(facets).isEqualTo(FacetCount.best(counts, 7));
      }
    }
  }

  private static void groups(
      Collections birds,
      Map<PointId, Stored> points,
      QueryModel model,
      Filter filter,
      Random random)
      throws Exception {
    String field = random.nextBoolean() ? "color" : "size";
    int limit = 1 + random.nextInt(8);
    int size = 1 + random.nextInt(4);
    VectorInput target = new VectorInput.Components(RandomQueries.vector(random, Flock.DIMENSION));
    QueryNode nearest = QueryNode.of(new Query.Nearest(target), limit).over(filter);
    QueryNode fused =
        new QueryNode(
            List.of(nearest.limited(POINTS)),
            Optional.of(new Query.RankFusion(2, List.of())),
            "",
            Filter.ALL,
            nearest.tuning(),
            Optional.empty(),
            limit,
            Optional.empty());
    for (QueryNode root : List.of(nearest, fused)) {
      List<PointGroup> groups =
          get(birds.groups(
                  "birds",
                  new GroupsRequest(
                      new QueryRequest(
                          root,
                          0,
                          new PayloadSelector.None(),
                          new VectorSelector.None(),
                          ShardKeySelector.NONE_NAMED),
                      RandomQueries.path(field),
                      size,
                      Optional.empty()),
                  READ))
              .value();
      Map<Object, List<PointId>> expected = new LinkedHashMap<>();
      for (Found found :
          model.answer(
              new QueryRequest(
                  nearest.limited(POINTS),
                  0,
                  new PayloadSelector.None(),
                  new VectorSelector.None(),
                  ShardKeySelector.NONE_NAMED))) {
        for (Object value :
            values(Optional.ofNullable(points.get(found.id())).orElseThrow(), field)) {
          List<PointId> group = expected.computeIfAbsent(value, _ -> new ArrayList<>());
          if (group.size() < size) {
            group.add(found.id());
          }
        }
      }
      Map<Object, List<PointId>> answered = new LinkedHashMap<>();
      groups.forEach(
          group -> answered.put(group.value(), group.hits().stream().map(Hit::id).toList()));
      Map<Object, List<PointId>> best = new LinkedHashMap<>();
      expected.forEach((value, group) -> {
        if (best.size() < limit) {
          best.put(value, group);
        }
      });
      assertThat(answered).isEqualTo(best);
      assertThat(List.copyOf(answered.keySet())).isEqualTo(List.copyOf(best.keySet()));
    }
  }

  private static void counts(Collections birds, Map<PointId, Stored> points, Filter filter)
      throws Exception {
    int matching = matching(points, filter).size();
    assertThat(get(birds.count("birds", filter, READ)).value()).isEqualTo(matching);
  }

  private static void matrix(
      Collections birds, Map<PointId, Stored> points, QueryModel model, Filter filter)
      throws Exception {
    DistanceMatrix matrix =
        get(birds.matrix(
                "birds", new MatrixRequest(filter, "", 20, 4, ShardKeySelector.NONE_NAMED), READ))
            .value();
    assertThat(matrix.ids()).hasSize(Math.min(20, matching(points, filter).size()));
    assertThat(matching(points, filter).keySet()).containsAll(matrix.ids());
    for (int row = 0; row < matrix.ids().size(); row++) {
      QueryNode nearest =
          QueryNode.of(new Query.Nearest(new VectorInput.Example(matrix.ids().get(row))), 4)
              .over(Filter.of(new Condition.HasId(new LinkedHashSet<>(matrix.ids()))));
      List<Found> expected =
          model.answer(
              new QueryRequest(
                  nearest,
                  0,
                  new PayloadSelector.None(),
                  new VectorSelector.None(),
                  ShardKeySelector.NONE_NAMED));
      assertThat(matrix.nearest().get(row).stream().map(Hit::id))
          .isEqualTo(expected.stream().map(Found::id).toList());
    }
  }

  /** Each point is as likely as another: of many draws each point is in about as many. */
  private static void samples(Collections birds, Map<PointId, Stored> points, Filter filter)
      throws Exception {
    Set<PointId> matching = matching(points, filter).keySet();
    int draws = 400;
    int limit = Math.max(1, matching.size() / 4);
    Map<PointId, Integer> drawn = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      List<Hit> sample =
          get(birds.query(
                  "birds",
                  List.of(
                      new QueryRequest(
                          QueryNode.of(new Query.Sample(), limit).over(filter),
                          0,
                          new PayloadSelector.None(),
                          new VectorSelector.None(),
                          ShardKeySelector.NONE_NAMED)),
                  READ))
              .value()
              .getFirst();
      assertThat(sample.stream().map(Hit::id).collect(Collectors.toSet())).hasSize(limit);
      sample.forEach(hit -> drawn.merge(hit.id(), 1, Integer::sum));
    }
    assertThat(matching).containsAll(drawn.keySet());
    double expected = (double) draws * limit / matching.size();
    // Seven standard deviations: one run in a hundred million for a point.
    double spread = 7 * Math.sqrt(expected * (1 - expected / draws));
    for (PointId id : matching) {
      assertThat((double) drawn.getOrDefault(id, 0)).isCloseTo(expected, within(spread));
    }
  }

  private static Map<PointId, Stored> matching(Map<PointId, Stored> points, Filter filter) {
    CompiledFilter test = CompiledFilter.of(filter);
    Map<PointId, Stored> matching = new TreeMap<>(points);
    matching
        .entrySet()
        .removeIf(point -> !test.matches(point.getKey(), point.getValue().payload(), _ -> true));
    return matching;
  }

  private static Set<Object> values(Stored point, String field) {
    return switch (point.payload().fields().get(field)) {
      case null -> Set.of();
      case List<?> elements -> new LinkedHashSet<>(elements);
      case Object value -> Set.of(value);
    };
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(TestNode.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
