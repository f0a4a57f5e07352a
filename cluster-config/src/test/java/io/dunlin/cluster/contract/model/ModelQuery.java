package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers one query of a collection. */
final class ModelQuery {
  private static final int DEFAULT_LIMIT = 10;
  private static final double MARGIN = Math.ulp(1f);
  private static final double DEVIATIONS = 3;

  private final ModelCollection collection;

  ModelQuery(ModelCollection collection) {
    this.collection = collection;
  }

  /**
   * A point in an answer.
   *
   * @param given what the queries before gave it, by their number
   */
  record Hit(ModelPoint point, double score, Map<Integer, Double> given) {
    Hit(ModelPoint point, double score) {
      this(point, score, Map.of());
    }
  }

  /**
   * Points in order.
   *
   * @param hits all of them, whatever was asked for
   * @param scored false where the order is not by scores
   */
  record Ranking(List<Hit> hits, boolean greaterIsBetter, boolean scored, int limit, int offset) {
    List<Hit> wanted() {
      return hits.stream().skip(offset).limit(limit).toList();
    }

    /** The wanted ones, of which there is no doubt. */
    List<Hit> settled() {
      List<Hit> kept = hits.stream().limit(limit).toList();
      for (int i = 1; i < Math.min(limit + 1, hits.size()) && scored; i++) {
        if (Ambiguous.close(hits.get(i - 1).score(), hits.get(i).score())) {
          throw new Ambiguous();
        }
      }
      return kept;
    }
  }

  Ranking answer(JsonNode request) {
    return rank(request, List.of());
  }

  private Ranking rank(JsonNode node, List<JsonNode> above) {
    List<JsonNode> filters = new ArrayList<>(above);
    if (node.has("filter")) {
      filters.add(node.get("filter"));
    }
    int limit = node.path("limit").asInt(DEFAULT_LIMIT);
    int offset = node.path("offset").asInt(0);
    List<Ranking> before = new ArrayList<>();
    node.path("prefetch").forEach(each -> before.add(rank(each, filters)));
    List<ModelPoint> points =
        before.isEmpty()
            ? collection.points().filter(point -> passes(point, filters)).toList()
            : union(before).stream().map(Hit::point).toList();
    if (!node.has("query")) {
      return new Ranking(
          points.stream().map(point -> new Hit(point, 0)).toList(), true, false, limit, offset);
    }
    JsonNode query = node.get("query");
    if (query.has("order_by")) {
      return new Ranking(
          collection.ordered(query.get("order_by"), points).stream()
              .map(placed -> new Hit(placed.point(), 0))
              .toList(),
          true,
          false,
          limit,
          offset);
    }
    Ranking all =
        query.has("mmr")
            ? diverse(node, points, limit, offset)
            : byScore(scored(node, points, before), better(node), limit, offset);
    return above(node.path("score_threshold"), all);
  }

  private static boolean passes(ModelPoint point, List<JsonNode> filters) {
    return filters.stream().allMatch(filter -> ModelFilter.matches(filter, point));
  }

  private boolean better(JsonNode node) {
    JsonNode query = node.get("query");
    boolean distances =
        query.has("nearest")
            || (query.has("recommend")
                && query
                    .at("/recommend/strategy")
                    .asText("average_vector")
                    .equals("average_vector"));
    return !distances || metric(node).greaterIsBetter();
  }

  private static Ranking byScore(List<Hit> hits, boolean greaterIsBetter, int limit, int offset) {
    Comparator<Hit> order = Comparator.comparingDouble(Hit::score);
    return new Ranking(
        hits.stream()
            .sorted(
                (greaterIsBetter ? order.reversed() : order)
                    .thenComparing(hit -> hit.point().id(), ModelPoint.BY_ID))
            .toList(),
        greaterIsBetter,
        true,
        limit,
        offset);
  }

  private static Ranking above(JsonNode threshold, Ranking all) {
    if (!threshold.isNumber()) {
      return all;
    }
    double limit = threshold.asDouble();
    List<Hit> kept = new ArrayList<>();
    for (Hit hit : all.hits()) {
      if (Ambiguous.close(hit.score(), limit)) {
        throw new Ambiguous();
      }
      if (all.greaterIsBetter() == hit.score() > limit) {
        kept.add(hit);
      }
    }
    return new Ranking(kept, all.greaterIsBetter(), all.scored(), all.limit(), all.offset());
  }

  // ---- what queries before have found ----

  private static List<Hit> union(List<Ranking> lists) {
    return summed(lists, (_, _) -> 0);
  }

  private interface Share {
    double of(int list, int rank);
  }

  private static List<Hit> summed(List<Ranking> lists, Share share) {
    Map<String, Hit> sums = new LinkedHashMap<>();
    for (int list = 0; list < lists.size(); list++) {
      List<Hit> hits = lists.get(list).settled();
      for (int rank = 0; rank < hits.size(); rank++) {
        Hit hit = hits.get(rank);
        Hit sum = sums.getOrDefault(hit.point().id().asText(), new Hit(hit.point(), 0));
        Map<Integer, Double> given = new HashMap<>(sum.given());
        given.put(list, hit.score());
        sums.put(
            hit.point().id().asText(),
            new Hit(hit.point(), sum.score() + share.of(list, rank), given));
      }
    }
    return new ArrayList<>(sums.values());
  }

  private static List<Hit> byRanks(List<Ranking> lists, int k, JsonNode weights) {
    return summed(
        lists,
        (list, rank) -> {
          double weight = weights.isArray() ? weights.get(list).asDouble() : 1;
          return weight <= 0 ? 0 : 1 / ((rank + 1) / weight + k - 1);
        });
  }

  private static List<Hit> byNormalisedScores(List<Ranking> lists) {
    return summed(
        lists,
        (list, rank) -> {
          List<Hit> hits = lists.get(list).settled();
          double mean = hits.stream().mapToDouble(Hit::score).average().orElse(0);
          double variance =
              hits.stream().mapToDouble(hit -> Math.pow(hit.score() - mean, 2)).sum()
                  / (hits.size() - 1);
          if (hits.size() < 2 || variance == 0) {
            return 0.5;
          }
          double reach = DEVIATIONS * Math.sqrt(variance);
          double share = (hits.get(rank).score() - (mean - reach)) / (2 * reach);
          return lists.get(list).greaterIsBetter() ? share : 1 - share;
        });
  }

  // ---- scores ----

  private List<Hit> scored(JsonNode node, List<ModelPoint> points, List<Ranking> before) {
    JsonNode query = node.get("query");
    if (query.path("fusion").asText().equals("rrf")) {
      return byRanks(before, 2, query.path("weights"));
    }
    if (query.has("rrf")) {
      return byRanks(before, query.at("/rrf/k").asInt(2), query.at("/rrf/weights"));
    }
    if (query.has("fusion")) {
      return byNormalisedScores(before);
    }
    if (query.has("formula")) {
      return union(before).stream()
          .map(hit ->
              new Hit(
                  hit.point(),
                  new ModelFormula(query.path("defaults"), hit.point(), hit.given())
                      .value(query.get("formula"))))
          .toList();
    }
    Examples examples = new Examples(node);
    ToDoubleFunction<double[]> score = examples.score(query);
    return points.stream()
        .filter(point -> point.vectors().containsKey(examples.using))
        .filter(point -> !examples.named.contains(point.id().asText()))
        .map(point ->
            new Hit(
                point,
                score.applyAsDouble(Objects.requireNonNull(point.vectors().get(examples.using)))))
        .toList();
  }

  private ModelMetric metric(JsonNode node) {
    return collection.metric(node.get("using").asText());
  }

  /** The vectors that a query compares with. */
  private final class Examples {
    private final String using;
    private final ModelMetric metric;

    /** Ids of the points among them. */
    private final List<String> named = new ArrayList<>();

    Examples(JsonNode node) {
      using = node.get("using").asText();
      metric = metric(node);
    }

    ToDoubleFunction<double[]> score(JsonNode query) {
      if (query.has("nearest")) {
        double[] target = vector(query.get("nearest"));
        return stored -> metric.score(target, stored);
      }
      if (query.has("recommend")) {
        return recommended(query.get("recommend"));
      }
      JsonNode discover = query.path("discover");
      List<double[][]> pairs =
          pairs(query.has("discover") ? discover.get("context") : query.get("context"));
      if (query.has("context")) {
        return stored -> pairs.stream().mapToDouble(pair -> loss(pair, stored)).sum();
      }
      double[] target = vector(discover.get("target"));
      return stored ->
          pairs.stream().mapToDouble(pair -> side(pair, stored)).sum()
              + squeezed(metric.similarity(target, stored));
    }

    private ToDoubleFunction<double[]> recommended(JsonNode recommend) {
      List<double[]> near = vectors(recommend.path("positive"));
      List<double[]> far = vectors(recommend.path("negative"));
      return switch (recommend.path("strategy").asText("average_vector")) {
        case "best_score" ->
            stored -> {
              double best = nearest(near, stored);
              double worst = nearest(far, stored);
              Ambiguous.unlessApart(best, worst);
              return best > worst ? squeezed(best) : -squeezed(worst);
            };
        case "sum_scores" -> stored -> sum(near, stored) - sum(far, stored);
        default -> {
          double[] between = between(mean(near), far.isEmpty() ? null : mean(far));
          double[] target = metric.stored(between);
          yield stored -> metric.score(target, stored);
        }
      };
    }

    private double nearest(List<double[]> examples, double[] stored) {
      return examples.stream()
          .mapToDouble(example -> metric.similarity(example, stored))
          .max()
          .orElse(Double.NEGATIVE_INFINITY);
    }

    private double sum(List<double[]> examples, double[] stored) {
      return examples.stream().mapToDouble(example -> metric.similarity(example, stored)).sum();
    }

    private double side(double[][] pair, double[] stored) {
      double near = metric.similarity(pair[0], stored);
      double far = metric.similarity(pair[1], stored);
      Ambiguous.unlessApart(near, far);
      return Math.signum(near - far);
    }

    private double loss(double[][] pair, double[] stored) {
      return fraction(
          Math.min(
              metric.similarity(pair[0], stored) - metric.similarity(pair[1], stored) - MARGIN, 0));
    }

    private List<double[][]> pairs(JsonNode context) {
      List<double[][]> pairs = new ArrayList<>();
      context.forEach(pair ->
          pairs.add(new double[][] {vector(pair.get("positive")), vector(pair.get("negative"))}));
      return pairs;
    }

    private List<double[]> vectors(JsonNode examples) {
      List<double[]> vectors = new ArrayList<>();
      examples.forEach(example -> vectors.add(vector(example)));
      return vectors;
    }

    private double[] vector(JsonNode example) {
      if (example.isArray()) {
        return metric.stored(Json.doubles(example));
      }
      named.add(example.asText());
      return Objects.requireNonNull(collection.point(example).vectors().get(using));
    }
  }

  private static double[] mean(List<double[]> vectors) {
    double[] mean = new double[vectors.getFirst().length];
    for (double[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    return mean;
  }

  private static double[] between(double[] near, double @Nullable [] far) {
    double[] between = near.clone();
    for (int i = 0; i < near.length && far != null; i++) {
      between[i] = 2 * near[i] - far[i];
    }
    return between;
  }

  private static double squeezed(double x) {
    return x == Double.NEGATIVE_INFINITY ? 0 : 0.5 * (fraction(x) + 1);
  }

  private static double fraction(double x) {
    return x / (1 + Math.abs(x));
  }

  // ---- unlike each other ----

  private Ranking diverse(JsonNode node, List<ModelPoint> points, int limit, int offset) {
    JsonNode mmr = node.get("query").get("mmr");
    double diversity = mmr.path("diversity").asDouble(0.5);
    Examples examples = new Examples(node);
    double[] target = examples.vector(node.get("query").get("nearest"));
    int candidates = Math.max(limit + offset, mmr.path("candidates_limit").asInt(limit + offset));
    List<Hit> left =
        new ArrayList<>(byScore(scored(node, points, List.of()), true, candidates, 0).settled());
    List<Hit> chosen = new ArrayList<>();
    while (chosen.size() < limit + offset && !left.isEmpty()) {
      List<Hit> best =
          left.stream()
              .sorted(
                  Comparator.comparingDouble(
                      (Hit hit) -> -gain(hit, chosen, target, diversity, examples)))
              .limit(2)
              .toList();
      if (best.size() == 2
          && Ambiguous.close(
              gain(best.getFirst(), chosen, target, diversity, examples),
              gain(best.getLast(), chosen, target, diversity, examples))) {
        throw new Ambiguous();
      }
      chosen.add(best.getFirst());
      left.remove(best.getFirst());
    }
    return new Ranking(chosen, true, false, limit, offset);
  }

  private static double gain(
      Hit hit, List<Hit> chosen, double[] target, double diversity, Examples examples) {
    double[] vector = Objects.requireNonNull(hit.point().vectors().get(examples.using));
    double relevance = examples.metric.similarity(target, vector);
    return chosen.isEmpty()
        ? relevance
        : (1 - diversity) * relevance
            - diversity
                * chosen.stream()
                    .map(other -> other.point().vectors().get(examples.using))
                    .flatMap(Stream::ofNullable)
                    .mapToDouble(other -> examples.metric.similarity(vector, other))
                    .max()
                    .orElseThrow();
  }
}
