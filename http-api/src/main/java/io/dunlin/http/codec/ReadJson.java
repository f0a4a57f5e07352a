package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
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
        default -> CursorJson.skip(name, json);
      }
    }
    if (ids == null) {
      throw json.missing("ids");
    }
    return new RetrieveRequest(ids, payload, vectors, keys);
  }

  static Paged<ScrollRequest> scroll(JsonReader json) throws IOException {
    json.beginObject("a scroll request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    Optional<PointId> offset = Optional.empty();
    Optional<OrderBy> order = Optional.empty();
    Optional<ReadView> cursor = Optional.empty();
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
        case "order_by" -> order = json.optional(QueryVariantJson::orderBy);
        case "cursor" -> cursor = json.optional(CursorJson::read);
        default -> CursorJson.skip(name, json);
      }
    }
    if (order.isPresent() && offset.isPresent()) {
      throw new DunlinFailure.BadRequest(
              "Cannot use an `offset` when using `order_by`. The alternative for paging is to use"
                  + " `order_by.start_from` and a filter to exclude the ids that have already been"
                  + " seen.")
          .asException();
    }
    return new Paged<>(
        new ScrollRequest(filter, offset, limit, payload, vectors, keys, order), cursor);
  }

  static CountRequest count(JsonReader json) throws IOException {
    json.beginObject("a count request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    boolean exact = true;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "filter" -> filter = FilterJson.read(json);
        case "exact" -> exact = json.isNull() || json.bool();
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> CursorJson.skip(name, json);
      }
    }
    return new CountRequest(filter, keys, exact);
  }

  static FacetRequest facet(JsonReader json) throws IOException {
    json.beginObject("a facet request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    JsonPath path = null;
    int limit = DEFAULT_LIMIT;
    boolean exact = false;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "key" -> path = SelectorJson.path(json);
        case "filter" -> filter = FilterJson.read(json);
        case "limit" -> limit = json.isNull() ? DEFAULT_LIMIT : json.count(1);
        case "exact" -> exact = !json.isNull() && json.bool();
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> CursorJson.skip(name, json);
      }
    }
    if (path == null) {
      throw json.missing("key");
    }
    return new FacetRequest(path, filter, limit, exact, keys);
  }

  static MatrixRequest matrix(JsonReader json) throws IOException {
    json.beginObject("a distance matrix request");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    Filter filter = Filter.ALL;
    String using = VectorJson.UNNAMED;
    int sample = MatrixRequest.DEFAULT_SAMPLE;
    int limit = MatrixRequest.DEFAULT_LIMIT;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "filter" -> filter = FilterJson.read(json);
        case "using" -> using = json.optional(JsonReader::string).orElse(VectorJson.UNNAMED);
        case "sample" -> sample = json.isNull() ? sample : json.count(2);
        case "limit" -> limit = json.isNull() ? limit : json.count(1);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> CursorJson.skip(name, json);
      }
    }
    return new MatrixRequest(filter, using, sample, limit, keys);
  }
}
