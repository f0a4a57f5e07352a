package io.dunlin.http.codec;

import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The field {@code query}: a vector, an id, or an object whose field names the kind of query. */
final class QueryVariantJson {
  private static final String NO_VARIANT =
      "data did not match any variant of untagged enum QueryInterface";

  private QueryVariantJson() {}

  static Query read(JsonReader json) throws IOException {
    if (!json.isObject()) {
      return new Query.Nearest(vector(json));
    }
    Query query = null;
    VectorInput nearest = null;
    SparseFields sparse = new SparseFields();
    boolean isSparse = false;
    DocumentFields document = new DocumentFields();
    Mmr mmr = null;
    Expression formula = null;
    Map<String, Object> defaults = Map.of();
    for (String kind = json.nextField(); kind != null; kind = json.nextField()) {
      switch (kind) {
        case "nearest" -> nearest = vector(json);
        case "mmr" -> mmr = json.isNull() ? null : Mmr.read(json);
        case "recommend" -> query = Examples.read(json).recommend();
        case "discover" -> query = Examples.read(json).discover(json);
        case "context" -> query = new Query.Context(pairs(json));
        case "order_by" -> query = new Query.Ordered(orderBy(json));
        case "sample" -> query = sample(json);
        case "fusion" -> query = fusion(json);
        case "rrf" -> query = rrf(json);
        case "formula" -> formula = FormulaJson.read(json);
        case "defaults" -> defaults = PayloadJson.read(json).fields();
        case "range" -> query = range(json);
        case "rerank" -> query = RerankJson.read(json);
        case "relevance_feedback" -> query = FeedbackJson.read(json);
        case "indices", "values" -> isSparse = sparse.accept(kind, json);
        default -> {
          if (!document.accept(kind, json)) {
            json.skip();
          }
        }
      }
    }
    if (isSparse) {
      return new Query.Nearest(new VectorInput.Components(sparse.vector(json)));
    }
    if (document.begun()) {
      return new Query.Nearest(
          new VectorInput.Components(document.vector(json, Documents.Use.ASKED)));
    }
    if (formula != null) {
      return new Query.Formula(formula, defaults);
    }
    if (nearest != null) {
      return mmr == null
          ? new Query.Nearest(nearest)
          : new Query.Diverse(nearest, mmr.diversity(), mmr.candidates());
    }
    if (query == null) {
      throw json.malformed(NO_VARIANT);
    }
    return query;
  }

  /** A vector, or the id of a point that has one. */
  static VectorInput vector(JsonReader json) throws IOException {
    if (json.isInteger() || json.isString()) {
      return new VectorInput.Example(PointIdJson.read(json));
    }
    return new VectorInput.Components(VectorJson.read(json, Documents.Use.ASKED));
  }

  /** Dunlin's own: all points within a radius. */
  private static Query range(JsonReader json) throws IOException {
    json.beginObject("a range");
    VectorInput target = null;
    Float radius = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "vector" -> target = vector(json);
        case "radius" -> radius = json.float32();
        default -> json.skip();
      }
    }
    if (target == null || radius == null) {
      throw json.missing(target == null ? "vector" : "radius");
    }
    return new Query.Within(target, radius);
  }

  /** One pair or several; null is none. */
  static List<Query.Pair> pairs(JsonReader json) throws IOException {
    if (json.isNull()) {
      return List.of();
    }
    return json.isArray()
        ? json.list("a list of pairs", QueryVariantJson::pair)
        : List.of(pair(json));
  }

  private static Query.Pair pair(JsonReader json) throws IOException {
    json.beginObject("a pair of examples");
    VectorInput positive = null;
    VectorInput negative = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "positive" -> positive = vector(json);
        case "negative" -> negative = vector(json);
        default -> json.skip();
      }
    }
    if (positive == null || negative == null) {
      throw json.missing(positive == null ? "positive" : "negative");
    }
    return new Query.Pair(positive, negative);
  }

  /** A path, or an object with the path, a direction and where to begin. */
  static OrderBy orderBy(JsonReader json) throws IOException {
    if (json.isString()) {
      return new OrderBy(SelectorJson.path(json), false, Optional.empty());
    }
    json.beginObject("a key or an order");
    JsonPath path = null;
    boolean descending = false;
    Optional<OrderValue> from = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "key" -> path = SelectorJson.path(json);
        case "direction" ->
            descending =
                !json.isNull()
                    && switch (json.string()) {
                      case "asc" -> false;
                      case "desc" -> true;
                      case String other -> throw json.unknownVariant(other, "`asc`, `desc`");
                    };
        case "start_from" -> from = json.optional(QueryVariantJson::orderValue);
        default -> json.skip();
      }
    }
    if (path == null) {
      throw json.missing("key");
    }
    return new OrderBy(path, descending, from);
  }

  private static OrderValue orderValue(JsonReader json) throws IOException {
    if (json.isInteger()) {
      return json.integer() instanceof Long whole
          ? new OrderValue.Whole(whole)
          : new OrderValue.Real(json.number());
    }
    if (json.isString()) {
      OptionalLong micros = Datetimes.parse(json.string());
      if (micros.isEmpty()) {
        throw json.malformed("`start_from` is neither a number nor a date and time");
      }
      return new OrderValue.Whole(micros.getAsLong());
    }
    return new OrderValue.Real(json.number());
  }

  private static Query sample(JsonReader json) throws IOException {
    String kind = json.string();
    if (!kind.equals("random")) {
      throw json.unknownVariant(kind, "`random`");
    }
    return new Query.Sample();
  }

  private static Query fusion(JsonReader json) throws IOException {
    return switch (json.string()) {
      case "rrf" -> new Query.RankFusion(Query.RankFusion.DEFAULT_K, List.of());
      case "dbsf" -> new Query.ScoreFusion();
      case String other -> throw json.unknownVariant(other, "`rrf`, `dbsf`");
    };
  }

  private static Query rrf(JsonReader json) throws IOException {
    json.beginObject("parameters of reciprocal rank fusion");
    int k = Query.RankFusion.DEFAULT_K;
    List<Float> weights = List.of();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "k" -> k = json.isNull() ? k : json.count(1);
        case "weights" ->
            weights = json.isNull() ? List.of() : json.list("weights", JsonReader::float32);
        default -> json.skip();
      }
    }
    return new Query.RankFusion(k, weights);
  }

  private record Mmr(float diversity, Optional<Integer> candidates) {
    static final float DEFAULT_DIVERSITY = 0.5f;

    static Mmr read(JsonReader json) throws IOException {
      json.beginObject("parameters of maximal marginal relevance");
      float diversity = DEFAULT_DIVERSITY;
      Optional<Integer> candidates = Optional.empty();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "diversity" -> diversity = json.isNull() ? diversity : diversity(json);
          case "candidates_limit" -> candidates = json.optional(value -> value.count(1));
          default -> json.skip();
        }
      }
      return new Mmr(diversity, candidates);
    }

    private static float diversity(JsonReader json) throws IOException {
      float diversity = json.float32();
      if (diversity < 0 || diversity > 1) {
        throw json.invalid("value " + diversity + " invalid, must be from 0.0 to 1.0");
      }
      return diversity;
    }
  }

  /** What recommending and discovering are made of, while it is read. */
  private record Examples(
      List<VectorInput> positive,
      List<VectorInput> negative,
      Query.Strategy strategy,
      @Nullable VectorInput target,
      List<Query.Pair> context) {
    static Examples read(JsonReader json) throws IOException {
      json.beginObject("examples");
      List<VectorInput> positive = List.of();
      List<VectorInput> negative = List.of();
      Query.Strategy strategy = Query.Strategy.AVERAGE_VECTOR;
      VectorInput target = null;
      List<Query.Pair> context = List.of();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "positive" -> positive = vectors(json);
          case "negative" -> negative = vectors(json);
          case "strategy" -> strategy = json.isNull() ? strategy : QueryVariantJson.strategy(json);
          case "target" -> target = vector(json);
          case "context" -> context = pairs(json);
          default -> json.skip();
        }
      }
      return new Examples(positive, negative, strategy, target, context);
    }

    Query recommend() {
      return new Query.Recommend(positive, negative, strategy);
    }

    Query discover(JsonReader json) {
      if (target == null) {
        throw json.missing("target");
      }
      return new Query.Discover(target, context);
    }
  }

  static List<VectorInput> vectors(JsonReader json) throws IOException {
    return json.isNull() ? List.of() : json.list("a list of examples", QueryVariantJson::vector);
  }

  static Query.Strategy strategy(JsonReader json) throws IOException {
    return Variants.read(json, Query.Strategy.values());
  }
}
