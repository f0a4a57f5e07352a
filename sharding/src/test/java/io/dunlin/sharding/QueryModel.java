package io.dunlin.sharding;

import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What queries mean, as plainly as it can be said: every point is looked at, in double precision.
 * Points have one vector, and payloads with {@code size} (integers), {@code price} (a number) and
 * {@code seen} (a time).
 */
final class QueryModel {
  /** A stored point; its vector is normalised where the metric wants that. */
  record Stored(float[] vector, Payload payload) {}

  /** A point of an answer. */
  record Found(PointId id, double score, Optional<Double> value, Map<Integer, Double> legs) {}

  private record Listed(List<Found> points, boolean greaterIsBetter) {}

  private final Metric metric;
  private final TreeMap<PointId, Stored> points;

  QueryModel(Metric metric, Map<PointId, Stored> points) {
    this.metric = metric;
    this.points = new TreeMap<>(points);
  }

  List<Found> answer(QueryRequest request) {
    QueryNode root = request.root();
    return listed(root.limited(request.reach())).points().stream().skip(request.offset()).toList();
  }

  private Listed listed(QueryNode node) {
    List<Listed> before =
        node.before().stream().map(one -> listed(one.within(node.filter()))).toList();
    return switch (node.query().orElse(null)) {
      case Query.RankFusion fusion ->
          best(
              node,
              fused(
                  before,
                  (list, rank) -> {
                    double weight = fusion.weights().isEmpty() ? 1 : fusion.weights().get(list);
                    return weight <= 0 ? 0 : 1 / ((rank + 1) / weight + fusion.k() - 1);
                  }),
              true);
      case Query.ScoreFusion _ ->
          best(node, fused(before, (list, rank) -> normal(before.get(list), rank)), true);
      case Query.Formula formula -> {
        List<Found> rescored = new ArrayList<>();
        for (Found found : union(before)) {
          rescored.add(
              new Found(
                  found.id(),
                  (float) value(formula.expression(), found) + 0f,
                  Optional.empty(),
                  found.legs()));
        }
        yield best(node, rescored, true);
      }
      case null, default -> {
        Set<PointId> among = new HashSet<>();
        union(before).forEach(found -> among.add(found.id()));
        yield ranked(node, node.before().isEmpty() ? points.keySet() : among);
      }
    };
  }

  private Listed ranked(QueryNode node, Set<PointId> among) {
    List<PointId> ids =
        points.keySet().stream()
            .filter(among::contains)
            .filter(id -> matches(node.filter(), id))
            .toList();
    if (node.query().isEmpty()) {
      return new Listed(ids.stream().limit(node.limit()).map(id -> found(id, 0)).toList(), true);
    }
    return switch (node.query().get()) {
      case Query.Ordered(OrderBy by) ->
          new Listed(ordered(ids, by).stream().limit(node.limit()).toList(), true);
      case Query.Diverse diverse -> diverse(node, ids, diverse);
      case Query query -> {
        boolean plain =
            query instanceof Query.Nearest
                || query instanceof Query.Within
                || (query instanceof Query.Recommend(var _, var _, var strategy)
                    && strategy == Query.Strategy.AVERAGE_VECTOR);
        boolean greater = !plain || metric.greaterIsBetter();
        ToDoubleFunction<float[]> score = score(query);
        Set<PointId> examples = examples(query);
        yield best(
            query instanceof Query.Within(_, float radius) ? bounded(node, radius) : node,
            ids.stream()
                .filter(id -> !examples.contains(id))
                .map(id -> {
                  double inside = score.applyAsDouble(vector(id));
                  return found(id, (float) (plain ? toUser(inside) : inside));
                })
                .toList(),
            greater);
      }
    };
  }

  private static QueryNode bounded(QueryNode node, float radius) {
    return new QueryNode(
        node.before(),
        node.query(),
        node.using(),
        node.filter(),
        node.tuning(),
        Optional.of(radius),
        node.limit(),
        node.lookup());
  }

  private ToDoubleFunction<float[]> score(Query query) {
    return switch (query) {
      case Query.Nearest(var target) -> near(target);
      case Query.Within(var target, _) -> near(target);
      case Query.Recommend(var positive, var negative, var strategy) ->
          switch (strategy) {
            case AVERAGE_VECTOR -> {
              float[] average = average(positive);
              if (!negative.isEmpty()) {
                float[] away = average(negative);
                for (int i = 0; i < average.length; i++) {
                  average[i] = 2 * average[i] - away[i];
                }
              }
              float[] target = stored(average);
              yield vector -> similarity(target, vector);
            }
            case BEST_SCORE ->
                vector -> {
                  double best = max(positive, vector);
                  double worst = max(negative, vector);
                  return best > worst ? sigmoid(best) : -sigmoid(worst);
                };
            case SUM_SCORES ->
                vector ->
                    positive.stream().mapToDouble(one -> near(one).applyAsDouble(vector)).sum()
                        - negative.stream()
                            .mapToDouble(one -> near(one).applyAsDouble(vector))
                            .sum();
          };
      case Query.Discover(var target, var pairs) ->
          vector ->
              pairs.stream()
                      .mapToDouble(pair ->
                          Math.signum(
                              near(pair.positive()).applyAsDouble(vector)
                                  - near(pair.negative()).applyAsDouble(vector)))
                      .sum()
                  + sigmoid(near(target).applyAsDouble(vector));
      case Query.Context(var pairs) ->
          vector ->
              pairs.stream()
                  .mapToDouble(pair -> {
                    double lead =
                        near(pair.positive()).applyAsDouble(vector)
                            - near(pair.negative()).applyAsDouble(vector);
                    return fraction(Math.min(lead - Math.ulp(1f), 0));
                  })
                  .sum();
      case Query.Feedback feedback ->
          vector -> {
            Query.Coefficients by = feedback.coefficients();
            // Nothing times a negative score is zero, not its negative.
            double score = 0.0 + by.target() * near(feedback.target()).applyAsDouble(vector);
            for (Query.Rated better : feedback.rated()) {
              for (Query.Rated worse : feedback.rated()) {
                if (better.rating() > worse.rating()) {
                  score +=
                      Math.pow(better.rating() - worse.rating(), by.exponent())
                          * by.lead()
                          * (near(better.example()).applyAsDouble(vector)
                              - near(worse.example()).applyAsDouble(vector));
                }
              }
            }
            return score;
          };
      case Query other -> throw new AssertionError(other);
    };
  }

  private Listed diverse(QueryNode node, List<PointId> ids, Query.Diverse diverse) {
    QueryNode near =
        new QueryNode(
            List.of(),
            Optional.of(new Query.Nearest(diverse.target())),
            node.using(),
            node.filter(),
            node.tuning(),
            node.scoreThreshold(),
            Math.max(node.limit(), diverse.candidates().orElse(node.limit())),
            Optional.empty());
    List<Found> left = new ArrayList<>(ranked(near, Set.copyOf(ids)).points());
    List<Found> chosen = new ArrayList<>();
    while (!left.isEmpty() && chosen.size() < node.limit()) {
      Found next = left.getFirst();
      double best = Double.NEGATIVE_INFINITY;
      for (Found one : left) {
        double relevance = near(diverse.target()).applyAsDouble(vector(one.id()));
        double likeness =
            chosen.stream()
                .mapToDouble(other -> similarity(vector(other.id()), vector(one.id())))
                .max()
                .orElse(0);
        double gain =
            chosen.isEmpty()
                ? relevance
                : (1 - diverse.diversity()) * relevance - diverse.diversity() * likeness;
        if (gain > best) {
          best = gain;
          next = one;
        }
      }
      left.remove(next);
      chosen.add(next);
    }
    return new Listed(chosen, metric.greaterIsBetter());
  }

  private List<Found> ordered(List<PointId> ids, OrderBy by) {
    List<Found> all = new ArrayList<>();
    for (PointId id : ids) {
      for (Object value : values(id, by.path())) {
        all.add(new Found(id, 0, Optional.of(number(value)), Map.of()));
      }
    }
    Comparator<Found> order = Comparator.comparing(found -> found.value().orElseThrow());
    double from =
        by.startFrom()
            .map(value ->
                switch (value) {
                  case OrderValue.Whole(long whole) -> (double) whole;
                  case OrderValue.Real(double real) -> real;
                })
            .orElse(by.descending() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    return all.stream()
        .filter(
            found -> by.descending() ? found.value().get() <= from : found.value().get() >= from)
        .sorted((by.descending() ? order.reversed() : order).thenComparing(Found::id))
        .toList();
  }

  // ---- lists ----

  private interface Share {
    double of(int list, int rank);
  }

  private static List<Found> fused(List<Listed> lists, Share share) {
    Map<PointId, Double> sums = new LinkedHashMap<>();
    Map<PointId, Map<Integer, Double>> legs = new LinkedHashMap<>();
    for (int list = 0; list < lists.size(); list++) {
      List<Found> found = lists.get(list).points();
      for (int rank = 0; rank < found.size(); rank++) {
        PointId id = found.get(rank).id();
        sums.merge(id, share.of(list, rank), Double::sum);
        legs.computeIfAbsent(id, _ -> new TreeMap<>()).putIfAbsent(list, found.get(rank).score());
      }
    }
    List<Found> all = new ArrayList<>();
    sums.forEach((id, sum) ->
        all.add(new Found(id, sum, Optional.empty(), legs.getOrDefault(id, Map.of()))));
    return all;
  }

  private static List<Found> union(List<Listed> lists) {
    return fused(lists, (_, _) -> 0);
  }

  private static double normal(Listed list, int rank) {
    double[] scores = list.points().stream().mapToDouble(Found::score).toArray();
    double mean = Arrays.stream(scores).average().orElse(0);
    double squares = Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).sum();
    double deviation = scores.length < 2 ? 0 : Math.sqrt(squares / (scores.length - 1));
    if (deviation == 0) {
      return 0.5;
    }
    double share = (scores[rank] - (mean - 3 * deviation)) / (6 * deviation);
    return list.greaterIsBetter() ? share : 1 - share;
  }

  private Listed best(QueryNode node, List<Found> all, boolean greater) {
    Comparator<Found> order = Comparator.comparingDouble(Found::score);
    return new Listed(
        all.stream()
            .filter(found ->
                node.scoreThreshold()
                    .map(limit -> greater ? found.score() > limit : found.score() < limit)
                    .orElse(true))
            .sorted((greater ? order.reversed() : order).thenComparing(Found::id))
            .limit(node.limit())
            .toList(),
        greater);
  }

  // ---- formulas ----

  private double value(Expression expression, Found found) {
    return switch (expression) {
      case Expression.Constant(double value) -> value;
      case Expression.Variable(JsonPath path) -> number(values(found.id(), path).getFirst());
      case Expression.Score(int query) -> found.legs().getOrDefault(query, 0.0);
      case Expression.Test(var condition) -> matches(Filter.of(condition), found.id()) ? 1 : 0;
      case Expression.Datetime(JsonPath path) -> number(values(found.id(), path).getFirst()) / 1e6;
      case Expression.Product(var factors) -> {
        double product = 1;
        for (Expression factor : factors) {
          product *= value(factor, found);
        }
        yield product;
      }
      case Expression.Sum(var terms) -> {
        double sum = 0;
        for (Expression term : terms) {
          sum += value(term, found);
        }
        yield sum;
      }
      case Expression.Applied(var function, var to) ->
          switch (function) {
            case NEG -> -value(to, found);
            case ABS -> Math.abs(value(to, found));
            case SQRT -> Math.sqrt(value(to, found));
            case EXP -> Math.exp(value(to, found));
            case LOG10 -> Math.log10(value(to, found));
            case LN -> Math.log(value(to, found));
          };
      case Expression.Quotient quotient ->
          value(quotient.left(), found) / value(quotient.right(), found);
      case Expression.Power(var base, var exponent) ->
          Math.pow(value(base, found), value(exponent, found));
      case Expression.Decay decay -> {
        double away =
            Math.abs(
                value(decay.x(), found)
                    - decay.target().map(target -> value(target, found)).orElse(0.0));
        yield switch (decay.shape()) {
          case LINEAR -> Math.max(0, 1 - (1 - decay.midpoint()) / decay.scale() * away);
          case EXPONENTIAL -> Math.pow(decay.midpoint(), away / decay.scale());
          case GAUSSIAN -> Math.pow(decay.midpoint(), away * away / decay.scale() / decay.scale());
        };
      }
      case Expression.GeoDistance _ -> throw new AssertionError("no places in this model");
    };
  }

  // ---- points ----

  private static Found found(PointId id, double score) {
    return new Found(id, score, Optional.empty(), Map.of());
  }

  private boolean matches(Filter filter, PointId id) {
    return CompiledFilter.of(filter).matches(id, stored(id).payload(), _ -> true);
  }

  private Stored stored(PointId id) {
    return Optional.ofNullable(points.get(id)).orElseThrow();
  }

  private float[] vector(PointId id) {
    return stored(id).vector();
  }

  private List<Object> values(PointId id, JsonPath path) {
    Object value = stored(id).payload().fields().get(path.text());
    return switch (value) {
      case null -> List.of();
      case List<?> elements -> List.copyOf(elements);
      default -> List.of(value);
    };
  }

  private static double number(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Instant.parse(value.toString()).toEpochMilli() * 1e3;
  }

  // ---- vectors ----

  private ToDoubleFunction<float[]> near(VectorInput input) {
    float[] target = components(input);
    return vector -> similarity(target, vector);
  }

  private double max(List<VectorInput> inputs, float[] vector) {
    return inputs.stream()
        .mapToDouble(one -> near(one).applyAsDouble(vector))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private float[] average(List<VectorInput> inputs) {
    float[] sum = new float[components(inputs.getFirst()).length];
    for (VectorInput input : inputs) {
      float[] one = components(input);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += one[i] / inputs.size();
      }
    }
    return sum;
  }

  private float[] components(VectorInput input) {
    return switch (input) {
      case VectorInput.Components(VectorValue vector) ->
          stored(((VectorValue.Dense) vector).components());
      case VectorInput.Known(_, VectorValue vector) ->
          stored(((VectorValue.Dense) vector).components());
      case VectorInput.Example(PointId id) -> vector(id);
    };
  }

  /** As it is stored. */
  float[] stored(float[] vector) {
    if (metric != Metric.COSINE) {
      return vector;
    }
    double length = Math.sqrt(similarity(vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  private double similarity(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum +=
          switch (metric) {
            case DOT, COSINE -> (double) a[i] * b[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN -> -Math.abs(difference);
            case HAMMING, JACCARD -> throw new AssertionError(metric);
          };
    }
    return sum;
  }

  private double toUser(double inside) {
    return switch (metric) {
      case DOT, COSINE -> inside;
      case EUCLID -> Math.sqrt(-inside);
      default -> -inside;
    };
  }

  private static double sigmoid(double score) {
    return score == Double.NEGATIVE_INFINITY ? 0 : 0.5 * (fraction(score) + 1);
  }

  private static double fraction(double x) {
    return x / (1 + Math.abs(x));
  }

  private static Set<PointId> examples(Query query) {
    Set<PointId> ids = new HashSet<>();
    Stream<VectorInput> inputs =
        switch (query) {
          case Query.Nearest(var target) -> Stream.of(target);
          case Query.Within(var target, _) -> Stream.of(target);
          case Query.Recommend(var positive, var negative, _) ->
              Stream.concat(positive.stream(), negative.stream());
          case Query.Discover(var target, var pairs) ->
              Stream.concat(
                  Stream.of(target),
                  pairs.stream().flatMap(pair -> Stream.of(pair.positive(), pair.negative())));
          case Query.Context(var pairs) ->
              pairs.stream().flatMap(pair -> Stream.of(pair.positive(), pair.negative()));
          case Query.Feedback(var target, var rated, _) ->
              Stream.concat(Stream.of(target), rated.stream().map(Query.Rated::example));
          default -> Stream.of();
        };
    inputs.forEach(input -> {
      if (input instanceof VectorInput.Example(PointId id)) {
        ids.add(id);
      }
    });
    return ids;
  }
}
