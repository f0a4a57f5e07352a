package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Queries of all kinds, nested in each other. Made for one state of a collection. */
final class RandomQueries {
  private final Chance chance;
  private final RandomPoints values;
  private final RandomFilters filters;
  private final ModelCollection collection;

  RandomQueries(
      Chance chance, RandomPoints values, RandomFilters filters, ModelCollection collection) {
    this.chance = chance;
    this.values = values;
    this.filters = filters;
    this.collection = collection;
  }

  JsonNode query() {
    ObjectNode node = node(2);
    if (chance.oneIn(4)) {
      node.put("offset", chance.below(6));
    }
    return node;
  }

  JsonNode search() {
    return vectorSearch();
  }

  private ObjectNode node(int depth) {
    return switch (chance.below(depth > 0 ? 14 : 6)) {
      case 0 -> byId();
      case 1 -> ordered();
      case 6 -> diverse();
      case 7, 8 -> fusion(depth);
      case 9, 10 -> formula(depth);
      case 11, 12 -> {
        ObjectNode rescored = vectorSearch();
        yield rescored.set("prefetch", Json.of(chance.some(1, 2, () -> node(depth - 1))));
      }
      default -> vectorSearch();
    };
  }

  private ObjectNode byId() {
    return common(Json.object());
  }

  private ObjectNode ordered() {
    List<String> paths = orderable();
    return paths.isEmpty()
        ? byId()
        : common(Json.object("query", Json.object("order_by", chance.of(paths))));
  }

  /** Paths with an index over ranges. */
  List<String> orderable() {
    return collection.indexes().entrySet().stream()
        .filter(index -> List.of("integer", "float", "datetime").contains(index.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private ObjectNode common(ObjectNode node) {
    node.put("limit", chance.of(1, 3, 10, 200));
    if (chance.oneIn(2)) {
      node.set("filter", filters.filter());
    }
    return node;
  }

  private ObjectNode vectorSearch() {
    String using = values.vectorName();
    JsonNode query =
        switch (chance.below(7)) {
          case 0, 1 -> recommend(using);
          case 2 ->
              Json.object(
                  "discover", Json.object("target", example(using), "context", pairs(using, 0)));
          case 3 -> Json.object("context", pairs(using, 1));
          default -> Json.object("nearest", example(using));
        };
    ObjectNode node = common(Json.object("query", query, "using", using));
    node.set("params", Json.object("exact", true));
    if (chance.oneIn(5)) {
      node.put("score_threshold", chance.real(-1, 1));
    }
    return node;
  }

  private JsonNode recommend(String using) {
    String strategy = chance.of("average_vector", "best_score", "sum_scores");
    boolean average = strategy.equals("average_vector");
    // Whether an example that is no point is brought to length 1 before it is averaged is not said.
    Supplier<JsonNode> one = () -> (average && using.equals("c")) ? stored(using) : example(using);
    ObjectNode recommend =
        Json.object(
            "positive", chance.some(average ? 1 : 0, 3, one), "negative", chance.some(0, 2, one));
    if (recommend.get("positive").isEmpty() && recommend.get("negative").isEmpty()) {
      recommend.set("positive", Json.of(List.of(one.get())));
    }
    recommend.put("strategy", strategy);
    return Json.object("recommend", recommend);
  }

  private List<JsonNode> pairs(String using, int least) {
    return chance.some(
        least, 3, () -> Json.object("positive", example(using), "negative", example(using)));
  }

  private JsonNode example(String using) {
    return chance.oneIn(3) ? stored(using) : Json.of(values.vector());
  }

  /** The id of a point that has the vector. */
  private JsonNode stored(String using) {
    List<JsonNode> ids =
        collection
            .points()
            .filter(point -> point.vectors().containsKey(using))
            .map(ModelPoint::id)
            .toList();
    if (ids.isEmpty()) {
      throw new Ambiguous();
    }
    return chance.of(ids);
  }

  private ObjectNode diverse() {
    String using = chance.of("d", "c");
    ObjectNode mmr = Json.object("diversity", chance.of(0.0, 0.3, 0.5, 0.9));
    if (chance.oneIn(2)) {
      mmr.put("candidates_limit", chance.between(1, 40));
    }
    ObjectNode node =
        common(
            Json.object(
                "query", Json.object("nearest", example(using), "mmr", mmr), "using", using));
    node.set("params", Json.object("exact", true));
    return node;
  }

  private ObjectNode fusion(int depth) {
    List<ObjectNode> before = chance.some(1, 3, () -> node(depth - 1));
    JsonNode query =
        switch (chance.below(3)) {
          case 0 -> Json.object("fusion", "rrf");
          case 1 -> {
            before.replaceAll(_ -> vectorSearch()); // of other lists there are no scores
            yield Json.object("fusion", "dbsf");
          }
          default -> {
            ObjectNode rrf = Json.object("k", chance.between(1, 60));
            if (chance.oneIn(2)) {
              rrf.set(
                  "weights",
                  Json.of(
                      chance.some(
                          before.size(), before.size(), () -> chance.of(0.0, 0.5, 1.0, 3.0))));
            }
            yield Json.object("rrf", rrf);
          }
        };
    return common(Json.object("query", query, "prefetch", before));
  }

  private ObjectNode formula(int depth) {
    List<ObjectNode> before = chance.some(1, 2, this::vectorSearch);
    if (chance.oneIn(4)) {
      before.addFirst(node(depth - 1));
    }
    boolean scores = before.stream().allMatch(node -> node.path("using").isTextual());
    ObjectNode query = Json.object("formula", expression(2, scores));
    query.set(
        "defaults",
        Json.object(
            "x",
            0.5,
            "then",
            "2024-02-02",
            "there",
            Json.object("lon", 1, "lat", 2),
            "$score[1]",
            -1));
    return common(Json.object("query", query, "prefetch", before));
  }

  private JsonNode expression(int depth, boolean scores) {
    Supplier<JsonNode> inner = () -> expression(depth - 1, scores);
    if (depth == 0) {
      return switch (chance.below(6)) {
        case 0 -> Json.of(chance.between(-3, 3));
        case 1 -> Json.of("x");
        case 2 -> matching();
        default -> scores ? Json.of(chance.of("$score", "$score[1]")) : Json.of("x");
      };
    }
    return switch (chance.below(14)) {
      case 0, 1 -> Json.object("sum", chance.some(1, 3, inner));
      case 2, 3 -> Json.object("mult", chance.some(1, 3, inner));
      case 4 -> Json.object("neg", inner.get());
      case 5 -> Json.object("abs", inner.get());
      case 6 -> Json.object("sqrt", Json.object("abs", inner.get()));
      case 7 -> Json.object("ln", Json.object("sum", List.of(1, Json.object("abs", inner.get()))));
      case 8 ->
          Json.object(
              "div",
              Json.object("left", inner.get(), "right", chance.of(0, 2, 4), "by_zero_default", 7));
      case 9 -> Json.object("pow", Json.object("base", inner.get(), "exponent", 2));
      case 10 ->
          Json.object(
              "gauss_decay",
              Json.object(
                  "x",
                  Json.object("geo_distance", Json.object("origin", values.place(), "to", "there")),
                  "scale",
                  5_000_000));
      case 11 ->
          Json.object(
              "exp_decay",
              Json.object(
                  "x",
                  Json.object("datetime_key", "then"),
                  "target",
                  Json.object("datetime", "2024-02-01"),
                  "scale",
                  86_400,
                  "midpoint",
                  0.7));
      case 12 -> Json.object("lin_decay", Json.object("x", "x", "target", 1, "scale", 3));
      default -> inner.get();
    };
  }

  private JsonNode matching() {
    return Json.object("key", "word", "match", Json.object("value", values.word()));
  }

  /** Where groups may be made of what a point has. */
  JsonNode groups() {
    ObjectNode search = vectorSearch();
    search.put("limit", chance.between(1, 6));
    search.put("group_by", chance.of("word", "n", "ring", "deep.er.n"));
    search.put("group_size", chance.between(1, 4));
    return search;
  }

  /** All ids of the collection. */
  List<JsonNode> ids() {
    return new ArrayList<>(collection.points().map(ModelPoint::id).toList());
  }
}
