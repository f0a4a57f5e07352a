package io.dunlin.sharding;

import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Expression.Applied;
import io.dunlin.actors.query.Expression.Constant;
import io.dunlin.actors.query.Expression.Decay;
import io.dunlin.actors.query.Expression.Function;
import io.dunlin.actors.query.Expression.Product;
import io.dunlin.actors.query.Expression.Score;
import io.dunlin.actors.query.Expression.Shape;
import io.dunlin.actors.query.Expression.Sum;
import io.dunlin.actors.query.Expression.Variable;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Queries of every kind, one within another. */
final class RandomQueries {
  static final String[] COLORS = {"red", "green", "blue", "white"};

  /** Compares with every point, so that nothing depends on an index's recall. */
  private static final SearchTuning EXACT =
      new SearchTuning(Optional.empty(), true, false, Optional.empty(), CodeUse.DEFAULT);

  private final Random random;
  private final int dimension;
  private final List<PointId> ids;

  RandomQueries(Random random, int dimension, List<PointId> ids) {
    this.random = random;
    this.dimension = dimension;
    this.ids = ids;
  }

  QueryRequest request() {
    return new QueryRequest(
        node(random.nextInt(3)),
        random.nextInt(3) == 0 ? random.nextInt(5) : 0,
        random.nextBoolean() ? new PayloadSelector.All() : new PayloadSelector.None(),
        random.nextInt(4) == 0 ? new VectorSelector.All() : new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED,
        random.nextBoolean());
  }

  private QueryNode node(int depth) {
    List<QueryNode> before = new ArrayList<>();
    if (depth > 0) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        before.add(node(random.nextInt(depth)));
      }
    }
    Optional<Query> query =
        before.isEmpty() && random.nextInt(12) == 0
            ? Optional.empty()
            : Optional.of(before.isEmpty() ? first() : after(before.size()));
    return new QueryNode(
        before,
        query,
        "",
        random.nextBoolean() ? filter() : Filter.ALL,
        EXACT,
        query.filter(RandomQueries::hasScores).isPresent() && random.nextInt(5) == 0
            ? Optional.of((float) random.nextGaussian())
            : Optional.empty(),
        query.orElse(null) instanceof Query.Within && random.nextBoolean()
            ? Query.Within.ALL
            : 1 + random.nextInt(30),
        Optional.empty());
  }

  private static boolean hasScores(Query query) {
    return !(query instanceof Query.Ordered || query instanceof Query.Within);
  }

  private Query first() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Query.Nearest(vector());
      case 2 ->
          new Query.Diverse(
              vector(),
              random.nextInt(5) / 4f,
              random.nextBoolean() ? Optional.of(1 + random.nextInt(60)) : Optional.empty());
      case 3, 4, 5 -> recommend();
      case 6 -> new Query.Discover(vector(), pairs(random.nextInt(4)));
      case 7 -> new Query.Context(pairs(1 + random.nextInt(3)));
      case 8 -> feedback();
      case 9 -> new Query.Within(vector(), 0.3f + random.nextInt(6));
      default -> new Query.Ordered(order());
    };
  }

  private Query after(int before) {
    return switch (random.nextInt(6)) {
      case 0 -> new Query.ScoreFusion();
      case 1 -> new Query.RankFusion(1 + random.nextInt(60), weights(before));
      case 2, 3 -> new Query.Formula(expression(before, 3), Map.of());
      default -> first();
    };
  }

  private List<Float> weights(int count) {
    List<Float> weights = new ArrayList<>();
    if (random.nextBoolean()) {
      for (int i = 0; i < count; i++) {
        weights.add(random.nextInt(5) == 0 ? 0f : random.nextFloat() * 3);
      }
    }
    return weights;
  }

  private Query recommend() {
    Query.Strategy strategy = any(List.of(Query.Strategy.values()));
    if (strategy == Query.Strategy.AVERAGE_VECTOR) {
      // Their mean is exact, too.
      return new Query.Recommend(
          vectors(1 << random.nextInt(3)),
          random.nextBoolean() ? List.of() : vectors(1 << random.nextInt(2)),
          strategy);
    }
    List<VectorInput> positive = vectors(random.nextInt(3));
    return new Query.Recommend(
        positive, vectors((positive.isEmpty() ? 1 : 0) + random.nextInt(3)), strategy);
  }

  /** Of ratings and coefficients whose products are exact, too. */
  private Query feedback() {
    List<Query.Rated> rated = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      rated.add(new Query.Rated(vector(), random.nextInt(5) / 4f));
    }
    return new Query.Feedback(
        vector(),
        rated,
        new Query.Coefficients(
            random.nextInt(5) / 2f, 1 + random.nextInt(2), random.nextInt(5) / 2f));
  }

  private OrderBy order() {
    boolean descending = random.nextBoolean();
    Optional<OrderValue> from =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                random.nextBoolean()
                    ? new OrderValue.Whole(random.nextInt(50))
                    : new OrderValue.Real(random.nextDouble() * 50));
    return switch (random.nextInt(3)) {
      case 0 -> new OrderBy(path("size"), descending, from);
      case 1 -> new OrderBy(path("price"), descending, from);
      default -> new OrderBy(path("seen"), descending, Optional.empty());
    };
  }

  private Expression expression(int before, int depth) {
    if (depth == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> new Constant(random.nextGaussian());
        case 1 -> new Variable(path("price"));
        case 2 -> new Expression.Test(filter());
        default -> new Score(random.nextInt(before + 1));
      };
    }
    return switch (random.nextInt(7)) {
      case 0 -> new Product(List.of(expression(before, depth - 1), expression(before, depth - 1)));
      case 1 -> new Applied(Function.NEG, expression(before, depth - 1));
      case 2 ->
          new Applied(Function.SQRT, new Applied(Function.ABS, expression(before, depth - 1)));
      case 3 ->
          new Decay(
              any(List.of(Shape.values())),
              expression(before, depth - 1),
              random.nextBoolean() ? Optional.of(expression(before, depth - 1)) : Optional.empty(),
              // Not so steep that scores become equal where they are rounded.
              30 + random.nextDouble() * 30,
              0.1 + random.nextDouble() * 0.8);
      case 4 ->
          new Expression.Quotient(expression(before, depth - 1), new Constant(2), Optional.empty());
      default -> new Sum(List.of(expression(before, depth - 1), expression(before, depth - 1)));
    };
  }

  private List<Query.Pair> pairs(int count) {
    List<Query.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new Query.Pair(vector(), vector()));
    }
    return pairs;
  }

  private List<VectorInput> vectors(int count) {
    List<VectorInput> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(vector());
    }
    return vectors;
  }

  private VectorInput vector() {
    if (random.nextBoolean()) {
      return new VectorInput.Example(ids.get(random.nextInt(ids.size())));
    }
    return new VectorInput.Components(vector(random, dimension));
  }

  /** Of eighths, whose products and sums are exact in any order: what is equal is so everywhere. */
  static float[] vector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) Math.rint(random.nextGaussian() * 8) / 8;
    }
    return vector;
  }

  Filter filter() {
    Condition color =
        new Condition.Field(
            path("color"), List.of(new Check.MatchValue(COLORS[random.nextInt(COLORS.length)])));
    Condition size =
        new Condition.Field(
            path("size"),
            List.of(
                new Check.Range(
                    Optional.empty(),
                    Optional.of((double) random.nextInt(40)),
                    Optional.of(10.0 + random.nextInt(40)),
                    Optional.empty())));
    Condition some = new Condition.HasId(Set.copyOf(ids.subList(0, random.nextInt(ids.size()))));
    return switch (random.nextInt(4)) {
      case 0 -> Filter.of(color);
      case 1 -> Filter.of(size);
      case 2 -> new Filter(List.of(), List.of(color, size), List.of(), Optional.empty());
      default -> new Filter(List.of(some), List.of(), List.of(color), Optional.empty());
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  static JsonPath path(String text) {
    return JsonPathParser.parse(text);
  }
}
