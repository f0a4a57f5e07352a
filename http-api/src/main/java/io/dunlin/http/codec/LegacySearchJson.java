package io.dunlin.http.codec;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The searches of their own that clients of older releases still send. */
final class LegacySearchJson {
  private LegacySearchJson() {}

  static QueryRequest search(JsonReader json) throws IOException {
    return request(json, new Search());
  }

  static List<QueryRequest> searches(JsonReader json) throws IOException {
    return QueryJson.searches(json, LegacySearchJson::search);
  }

  static GroupsRequest searchGroups(JsonReader json) throws IOException {
    return groups(json, new Search());
  }

  static QueryRequest recommend(JsonReader json) throws IOException {
    return request(json, new Recommend());
  }

  static List<QueryRequest> recommends(JsonReader json) throws IOException {
    return QueryJson.searches(json, LegacySearchJson::recommend);
  }

  static GroupsRequest recommendGroups(JsonReader json) throws IOException {
    return groups(json, new Recommend());
  }

  static QueryRequest discover(JsonReader json) throws IOException {
    return request(json, new Discover());
  }

  static List<QueryRequest> discovers(JsonReader json) throws IOException {
    return QueryJson.searches(json, LegacySearchJson::discover);
  }

  private static QueryRequest request(JsonReader json, Target target) throws IOException {
    json.beginObject("a search request");
    QueryFields fields = new QueryFields();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!target.accept(name, json)) {
        fields.accept(name, json);
      }
    }
    target.addTo(fields, json);
    return fields.request();
  }

  private static GroupsRequest groups(JsonReader json, Target target) throws IOException {
    json.beginObject("a search request");
    QueryFields fields = new QueryFields();
    QueryJson.Grouping grouping = new QueryJson.Grouping();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!target.accept(name, json) && !grouping.accept(name, json)) {
        fields.accept(name, json);
      }
    }
    target.addTo(fields, json);
    return grouping.request(fields, json);
  }

  /** The fields of one kind of search, while they are read. */
  private interface Target {
    /** False for a field that is none of these. */
    boolean accept(String name, JsonReader json) throws IOException;

    /** Once all fields have been read. */
    void addTo(QueryFields fields, JsonReader json);
  }

  private static void requireLimit(QueryFields fields, JsonReader json) {
    if (!fields.hasLimit()) {
      throw json.missing("limit");
    }
  }

  private static final class Search implements Target {
    private @Nullable VectorValue vector;
    private @Nullable String name;

    @Override
    public boolean accept(String field, JsonReader json) throws IOException {
      if (!field.equals("vector")) {
        return false;
      }
      if (json.isObject()) {
        readNamed(json);
      } else {
        vector = VectorJson.read(json, Documents.Use.ASKED);
      }
      return true;
    }

    private void readNamed(JsonReader json) throws IOException {
      for (String field = json.nextField(); field != null; field = json.nextField()) {
        switch (field) {
          case "name" -> name = json.string();
          case "vector" -> vector = VectorJson.read(json, Documents.Use.ASKED);
          default -> json.skip();
        }
      }
      if (name == null || vector == null) {
        throw json.missing(name == null ? "name" : "vector");
      }
    }

    @Override
    public void addTo(QueryFields fields, JsonReader json) {
      if (vector == null) {
        throw json.missing("vector");
      }
      requireLimit(fields, json);
      fields.query(new Query.Nearest(new VectorInput.Components(vector)));
      fields.using(name);
    }
  }

  private static final class Recommend implements Target {
    private List<VectorInput> positive = List.of();
    private List<VectorInput> negative = List.of();
    private Query.Strategy strategy = Query.Strategy.AVERAGE_VECTOR;

    @Override
    public boolean accept(String field, JsonReader json) throws IOException {
      switch (field) {
        case "positive" -> positive = QueryVariantJson.vectors(json);
        case "negative" -> negative = QueryVariantJson.vectors(json);
        case "strategy" -> strategy = json.isNull() ? strategy : QueryVariantJson.strategy(json);
        default -> {
          return false;
        }
      }
      return true;
    }

    @Override
    public void addTo(QueryFields fields, JsonReader json) {
      requireLimit(fields, json);
      fields.query(new Query.Recommend(positive, negative, strategy));
    }
  }

  private static final class Discover implements Target {
    private @Nullable VectorInput target;
    private List<Query.Pair> context = List.of();

    @Override
    public boolean accept(String field, JsonReader json) throws IOException {
      switch (field) {
        case "target" -> target = json.isNull() ? null : QueryVariantJson.vector(json);
        case "context" -> context = QueryVariantJson.pairs(json);
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Without a target the context is all there is. */
    @Override
    public void addTo(QueryFields fields, JsonReader json) {
      requireLimit(fields, json);
      fields.query(
          target == null ? new Query.Context(context) : new Query.Discover(target, context));
    }
  }
}
