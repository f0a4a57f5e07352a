package io.dunlin.http.codec;

import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads that score nothing: retrieve, scroll and count. */
final class ReadJson {
  static final int DEFAULT_LIMIT = 10;

  private ReadJson() {}

  static RetrieveRequest retrieve(JsonReader json) throws IOException {
    json.beginObject("ids of points");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    List<PointId> ids = null;
    PayloadSelector payload = new PayloadSelector.All();
    VectorSelector vectors = new VectorSelector.None();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "ids" -> ids = PointIdJson.readAll(json);
        case "with_payload" ->
            payload = json.optional(SelectorJson::payload).orElse(new PayloadSelector.All());
        case "with_vector", "with_vectors" ->
            vectors = json.optional(SelectorJson::vectors).orElse(new VectorSelector.None());
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> json.skip();
      }
    }
    if (ids == null) {
      throw json.missing("ids");
    }
    return new RetrieveRequest(ids, payload, vectors, keys);
  }

  static ScrollRequest scroll(JsonReader json) throws IOException {
    json.beginObject("a scroll request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    Optional<PointId> offset = Optional.empty();
    int limit = DEFAULT_LIMIT;
    PayloadSelector payload = new PayloadSelector.All();
    VectorSelector vectors = new VectorSelector.None();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "filter" -> filter = FilterJson.read(json);
        case "offset" -> offset = json.optional(PointIdJson::read);
        case "limit" -> limit = json.isNull() ? DEFAULT_LIMIT : json.count(1);
        case "with_payload" ->
            payload = json.optional(SelectorJson::payload).orElse(new PayloadSelector.All());
        case "with_vector", "with_vectors" ->
            vectors = json.optional(SelectorJson::vectors).orElse(new VectorSelector.None());
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        case "order_by" -> Unbuilt.unlessNull(json, name);
        default -> json.skip();
      }
    }
    return new ScrollRequest(filter, offset, limit, payload, vectors, keys);
  }

  /** Counts are always exact, so {@code exact} is read and changes nothing. */
  static CountRequest count(JsonReader json) throws IOException {
    json.beginObject("a count request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "filter" -> filter = FilterJson.read(json);
        case "exact" -> json.optional(JsonReader::bool);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> json.skip();
      }
    }
    return new CountRequest(filter, keys);
  }
}
