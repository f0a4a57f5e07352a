package io.dunlin.http.codec;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields that queries, their prefetches and the legacy searches have in common. */
final class QueryFields {
  private List<QueryNode> before = List.of();
  private Optional<Query> query = Optional.empty();
  private String using = QueryNode.UNNAMED;
  private Filter filter = Filter.ALL;
  private Optional<Integer> limit = Optional.empty();
  private int offset;
  private SearchTuning tuning = SearchTuning.DEFAULT;
  private Optional<Float> scoreThreshold = Optional.empty();
  private Optional<QueryNode.Lookup> lookup = Optional.empty();
  private PayloadSelector payload = new PayloadSelector.None();
  private VectorSelector vectors = new VectorSelector.None();
  private ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
  private boolean legs;

  /** Takes the field if it is one of a query; passes over it otherwise. */
  void acceptQuery(String name, JsonReader json) throws IOException {
    switch (name) {
      case "query" -> query = json.optional(QueryVariantJson::read);
      case "prefetch" -> before = prefetches(json);
      default -> accept(name, json);
    }
  }

  /** Takes the field if it is one that all have; passes over it otherwise. */
  void accept(String name, JsonReader json) throws IOException {
    switch (name) {
      case "using" -> using = json.optional(JsonReader::string).orElse(QueryNode.UNNAMED);
      case "filter" -> filter = FilterJson.read(json);
      case "limit" -> limit = json.optional(value -> value.count(1));
      case "offset" -> offset = json.isNull() ? 0 : json.count(0);
      case "score_threshold" -> scoreThreshold = json.optional(JsonReader::float32);
      case "params" -> tuning = json.optional(SearchTuningJson::read).orElse(SearchTuning.DEFAULT);
      case "lookup_from" -> lookup = json.optional(QueryFields::lookup);
      case "with_payload" ->
          payload = json.optional(SelectorJson::payload).orElse(new PayloadSelector.None());
      case "with_vector", "with_vectors" ->
          vectors = json.optional(SelectorJson::vectors).orElse(new VectorSelector.None());
      case "with_legs" -> legs = !json.isNull() && json.bool();
      case "shard_key" -> keys = ShardKeyJson.selector(json);
      default -> CursorJson.skip(name, json);
    }
  }

  /** One prefetch or several; null is none. */
  private static List<QueryNode> prefetches(JsonReader json) throws IOException {
    if (json.isNull()) {
      return List.of();
    }
    return json.isArray()
        ? json.list("prefetches", QueryFields::prefetch)
        : List.of(prefetch(json));
  }

  private static QueryNode prefetch(JsonReader json) throws IOException {
    json.beginObject("a prefetch");
    QueryFields fields = new QueryFields();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      fields.acceptQuery(name, json);
    }
    return fields.node();
  }

  private static QueryNode.Lookup lookup(JsonReader json) throws IOException {
    json.beginObject("where to look examples up");
    String collection = null;
    Optional<String> vector = Optional.empty();
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "collection" -> collection = json.string();
        case "vector" -> vector = json.optional(JsonReader::string);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> json.skip();
      }
    }
    if (collection == null) {
      throw json.missing("collection");
    }
    return new QueryNode.Lookup(collection, vector, keys);
  }

  /** In the legacy searches it must be there. */
  boolean hasLimit() {
    return limit.isPresent();
  }

  /** What is asked for where it does not stand in the field {@code query}. */
  void query(Query other) {
    query = Optional.of(other);
  }

  /** The vector's name where it does not stand in the field {@code using}. */
  void using(@Nullable String other) {
    using = other == null ? QueryNode.UNNAMED : other;
  }

  QueryRequest request() {
    return new QueryRequest(node(), offset, payload, vectors, keys, legs);
  }

  private QueryNode node() {
    return new QueryNode(
        before,
        query,
        using,
        filter,
        tuning,
        scoreThreshold,
        limit.orElse(isRange() ? Query.Within.ALL : ReadJson.DEFAULT_LIMIT),
        lookup);
  }

  /** Whether it asks for all points within a radius. */
  boolean isRange() {
    return query.orElse(null) instanceof Query.Within;
  }
}
