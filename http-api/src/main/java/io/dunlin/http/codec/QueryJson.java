package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.query.WhyNotRequest.Groups;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Queries, alone, in a batch and in groups. */
final class QueryJson {
  private QueryJson() {}

  static QueryRequest query(JsonReader json) throws IOException {
    json.beginObject("a query request");
    QueryFields fields = new QueryFields();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      fields.acceptQuery(name, json);
    }
    return fields.request();
  }

  /** A query of which there may be pages. */
  static Paged<QueryRequest> paged(JsonReader json) throws IOException {
    json.beginObject("a query request");
    QueryFields fields = new QueryFields();
    Optional<ReadView> cursor = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "cursor" -> cursor = json.optional(CursorJson::read);
        default -> fields.acceptQuery(name, json);
      }
    }
    return new Paged<>(fields.request(), cursor);
  }

  static List<QueryRequest> queries(JsonReader json) throws IOException {
    return searches(json, QueryJson::query);
  }

  static GroupsRequest groups(JsonReader json) throws IOException {
    json.beginObject("a query request");
    QueryFields fields = new QueryFields();
    Grouping grouping = new Grouping();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!grouping.accept(name, json)) {
        fields.acceptQuery(name, json);
      }
    }
    return grouping.request(fields, json);
  }

  /** A query, and the id of the point that is asked about; with groups where there are any. */
  static WhyNotRequest whyNot(JsonReader json) throws IOException {
    json.beginObject("a query and the id of a point");
    QueryFields fields = new QueryFields();
    Grouping grouping = new Grouping();
    PointId id = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals("id")) {
        id = PointIdJson.read(json);
      } else if (!grouping.accept(name, json)) {
        fields.acceptQuery(name, json);
      }
    }
    if (id == null) {
      throw json.missing("id");
    }
    return new WhyNotRequest(
        id, fields.request(), grouping.by.map(by -> new Groups(by, grouping.size)));
  }

  static <T> List<T> searches(JsonReader json, JsonReader.Value<T> element) throws IOException {
    json.beginObject("a batch of searches");
    List<T> searches = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "searches" -> searches = json.list("a list of searches", element);
        default -> json.skip();
      }
    }
    if (searches == null) {
      throw json.missing("searches");
    }
    return searches;
  }

  /** How points are grouped, while it is read. */
  static final class Grouping {
    private Optional<JsonPath> by = Optional.empty();
    private int size = GroupsRequest.DEFAULT_SIZE;
    private Optional<GroupsRequest.Lookup> lookup = Optional.empty();

    /** False for a field that is none of these. */
    boolean accept(String name, JsonReader json) throws IOException {
      switch (name) {
        case "group_by" -> by = Optional.of(SelectorJson.path(json));
        case "group_size" -> size = json.isNull() ? size : json.count(1);
        case "with_lookup" -> lookup = json.optional(Grouping::lookup);
        default -> {
          return false;
        }
      }
      return true;
    }

    GroupsRequest request(QueryFields fields, JsonReader json) {
      if (fields.isRange()) {
        throw new DunlinFailure.BadRequest(
                "Range queries have no groups; a score_threshold bounds those of other queries.")
            .asException();
      }
      return new GroupsRequest(
          fields.request(), by.orElseThrow(() -> json.missing("group_by")), size, lookup);
    }

    /** A collection's name, or an object with what is wanted of its points. */
    private static GroupsRequest.Lookup lookup(JsonReader json) throws IOException {
      PayloadSelector payload = new PayloadSelector.All();
      VectorSelector vectors = new VectorSelector.None();
      if (json.isString()) {
        return new GroupsRequest.Lookup(json.string(), payload, vectors);
      }
      json.beginObject("a collection or what to look up in it");
      String collection = null;
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "collection" -> collection = json.string();
          case "with_payload" -> payload = json.optional(SelectorJson::payload).orElse(payload);
          case "with_vector", "with_vectors" ->
              vectors = json.optional(SelectorJson::vectors).orElse(vectors);
          default -> json.skip();
        }
      }
      if (collection == null) {
        throw json.missing("collection");
      }
      return new GroupsRequest.Lookup(collection, payload, vectors);
    }
  }
}
