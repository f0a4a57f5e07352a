package io.dunlin.http.codec;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import java.io.IOException;
import java.util.Optional;

/** The fields that a query and a legacy search have in common, while they are read. */
final class SearchFields {
  private Filter filter = Filter.ALL;
  private Optional<Integer> limit = Optional.empty();
  private int offset;
  private SearchTuning tuning = SearchTuning.DEFAULT;
  private Optional<Float> scoreThreshold = Optional.empty();
  private PayloadSelector payload = new PayloadSelector.None();
  private VectorSelector vectors = new VectorSelector.None();
  private ShardKeySelector keys = ShardKeySelector.NONE_NAMED;

  /** Takes the field if it is one of these; passes over it otherwise. */
  void accept(String name, JsonReader json) throws IOException {
    switch (name) {
      case "filter" -> filter = FilterJson.read(json);
      case "limit" -> limit = json.optional(value -> value.count(1));
      case "offset" -> offset = json.isNull() ? 0 : json.count(0);
      case "score_threshold" -> scoreThreshold = json.optional(JsonReader::float32);
      case "params" -> tuning = json.optional(SearchTuningJson::read).orElse(SearchTuning.DEFAULT);
      case "with_payload" ->
          payload = json.optional(SelectorJson::payload).orElse(new PayloadSelector.None());
      case "with_vector", "with_vectors" ->
          vectors = json.optional(SelectorJson::vectors).orElse(new VectorSelector.None());
      case "shard_key" -> keys = ShardKeyJson.selector(json);
      case "lookup_from", "with_lookup", "group_by" -> Unbuilt.unlessNull(json, name);
      default -> json.skip();
    }
  }

  boolean hasLimit() {
    return limit.isPresent();
  }

  boolean hasScoreThreshold() {
    return scoreThreshold.isPresent();
  }

  SearchRequest search(SearchRequest.Target target, String using) {
    return new SearchRequest(
        target,
        using,
        filter,
        limit.orElse(ReadJson.DEFAULT_LIMIT),
        offset,
        tuning,
        scoreThreshold,
        payload,
        vectors,
        keys);
  }

  Query.ById byId() {
    // A page that reaches past the largest int holds more points than there can be.
    int reach =
        (int) Math.min(Integer.MAX_VALUE, (long) limit.orElse(ReadJson.DEFAULT_LIMIT) + offset);
    return new Query.ById(
        new ScrollRequest(filter, Optional.empty(), reach, payload, vectors, keys), offset);
  }
}
