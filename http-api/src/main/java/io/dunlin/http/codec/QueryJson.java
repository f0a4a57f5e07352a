package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.http.error.ErrorMapping;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries, and the legacy search that clients of older releases still send. */
final class QueryJson {
  private QueryJson() {}

  static Query query(JsonReader json) throws IOException {
    json.beginObject("a query request");
    SearchFields fields = new SearchFields();
    SearchRequest.Target target = null;
    String using = VectorJson.UNNAMED;
    boolean prefetch = false;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "query" -> target = json.isNull() ? null : target(json);
        case "using" -> using = json.isNull() ? VectorJson.UNNAMED : json.string();
        case "prefetch" -> prefetch = prefetch(json);
        default -> fields.accept(name, json);
      }
    }
    check(target, prefetch, fields);
    return target == null ? fields.byId() : new Query.Nearest(fields.search(target, using));
  }

  static List<Query> queries(JsonReader json) throws IOException {
    return searches(json, QueryJson::query);
  }

  static SearchRequest search(JsonReader json) throws IOException {
    json.beginObject("a search request");
    SearchFields fields = new SearchFields();
    float[] vector = null;
    String using = VectorJson.UNNAMED;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "vector" -> {
          if (json.isObject()) {
            NamedVector named = NamedVector.read(json);
            vector = named.vector();
            using = named.name();
          } else {
            vector = VectorJson.read(json);
          }
        }
        default -> fields.accept(name, json);
      }
    }
    if (vector == null || !fields.hasLimit()) {
      throw json.missing(vector == null ? "vector" : "limit");
    }
    return fields.search(new SearchRequest.Vector(vector), using);
  }

  static List<SearchRequest> searchBatch(JsonReader json) throws IOException {
    return searches(json, QueryJson::search);
  }

  private static <T> List<T> searches(JsonReader json, JsonReader.Value<T> element)
      throws IOException {
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

  private static void check(
      SearchRequest.@Nullable Target target, boolean prefetch, SearchFields fields) {
    if (target == null && prefetch) {
      throw new DunlinFailure.BadRequest(
              "A query is needed to merge the prefetches."
                  + " Can't have prefetches without defining a query.")
          .asException();
    }
    if (target == null && fields.hasScoreThreshold()) {
      throw new DunlinFailure.BadRequest(
              "A query is needed to use the score_threshold."
                  + " Can't have score_threshold without defining a query.")
          .asException();
    }
    if (prefetch) {
      throw ErrorMapping.notBuilt("`prefetch`");
    }
  }

  /** True when there is a prefetch at all; an empty list is none. */
  private static boolean prefetch(JsonReader json) throws IOException {
    if (json.isArray()) {
      boolean any = false;
      while (json.nextElement()) {
        any = true;
        json.skip();
      }
      return any;
    }
    boolean any = !json.isNull();
    json.skip();
    return any;
  }

  /** A vector, an id, or an object whose field names the kind of query. */
  private static SearchRequest.Target target(JsonReader json) throws IOException {
    if (!json.isObject()) {
      return vectorOrId(json);
    }
    SearchRequest.Target target = null;
    for (String kind = json.nextField(); kind != null; kind = json.nextField()) {
      switch (kind) {
        case "nearest" -> target = vectorOrId(json);
        case "mmr" -> Unbuilt.unlessNull(json, "query.mmr");
        case "recommend",
            "discover",
            "context",
            "order_by",
            "fusion",
            "rrf",
            "formula",
            "sample",
            "relevance_feedback" ->
            throw ErrorMapping.notBuilt("The query `" + kind + "`");
        case "text", "image", "object", "model", "indices", "values" ->
            throw ErrorMapping.notBuilt("A query by `" + kind + "`");
        default -> json.skip();
      }
    }
    if (target == null) {
      throw json.malformed("data did not match any variant of untagged enum QueryInterface");
    }
    return target;
  }

  private static SearchRequest.Target vectorOrId(JsonReader json) throws IOException {
    if (json.isInteger() || json.isString()) {
      return new SearchRequest.Example(PointIdJson.read(json));
    }
    return new SearchRequest.Vector(VectorJson.read(json));
  }

  /** The legacy form of a named vector. */
  private record NamedVector(String name, float[] vector) {
    static NamedVector read(JsonReader json) throws IOException {
      String vectorName = null;
      float[] vector = null;
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "name" -> vectorName = json.string();
          case "vector" -> vector = VectorJson.read(json);
          default -> json.skip();
        }
      }
      if (vectorName == null || vector == null) {
        throw json.missing(vectorName == null ? "name" : "vector");
      }
      return new NamedVector(vectorName, vector);
    }
  }
}
