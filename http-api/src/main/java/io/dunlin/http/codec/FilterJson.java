package io.dunlin.http.codec;

import io.dunlin.persistence.expression.FilterSyntaxException;
import io.dunlin.persistence.expression.FilterText;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters and their conditions; what stands inside a field condition is {@link CheckJson}'s. */
final class FilterJson {
  private static final String NO_VARIANT =
      "data did not match any variant of untagged enum Condition";

  private FilterJson() {}

  /** A filter, as an object or a text; null is the one that every point matches. */
  static Filter read(JsonReader json) throws IOException {
    if (json.isNull()) {
      return Filter.ALL;
    }
    if (json.isString()) {
      return text(json);
    }
    json.beginObject("a filter");
    Clauses clauses = new Clauses();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!clauses.accept(name, json)) {
        throw json.malformed(
            "unknown field `"
                + name
                + "`, expected one of `should`, `min_should`, `must`, `must_not`");
      }
    }
    return clauses.filter();
  }

  private static Filter text(JsonReader json) throws IOException {
    String text = json.string();
    try {
      return FilterText.parse(text);
    } catch (FilterSyntaxException noFilter) {
      throw json.malformed(String.valueOf(noFilter.getMessage()));
    }
  }

  private static List<Condition> conditions(JsonReader json) throws IOException {
    if (json.isNull()) {
      return List.of();
    }
    if (json.isObject() || json.isString()) {
      return List.of(condition(json));
    }
    return json.list("a condition or a list of conditions", FilterJson::condition);
  }

  /**
   * One condition. Its variant shows in the names of its fields only, which may come in any order,
   * so all are read before it is decided. A text is a filter, which is a condition too.
   */
  private static Condition condition(JsonReader json) throws IOException {
    if (json.isString()) {
      return text(json);
    }
    json.beginObject("a condition");
    return condition(json.nextField(), json);
  }

  /**
   * The condition whose object begins with this field.
   *
   * @param first null: it has none
   */
  static Condition condition(@Nullable String first, JsonReader json) throws IOException {
    Clauses clauses = new Clauses();
    FieldConditionJson field = new FieldConditionJson();
    Condition other = null;
    int unknown = 0;
    for (String name = first; name != null; name = json.nextField()) {
      switch (name) {
        case "has_id" -> other = new Condition.HasId(ids(json));
        case "has_vector" -> other = new Condition.HasVector(json.string());
        case "nested" -> other = nested(json);
        case "slice" -> other = slice(json);
        case "is_empty", "is_null" -> {
          if (json.isObject()) {
            JsonPath path = keyOf(json);
            other =
                name.equals("is_empty") ? new Condition.IsEmpty(path) : new Condition.IsNull(path);
          } else {
            field.accept(name, json);
          }
        }
        default -> {
          if (!field.accept(name, json) && !clauses.accept(name, json)) {
            json.skip();
            unknown++;
          }
        }
      }
    }
    if (field.hasKey()) {
      return field.condition(json);
    }
    if (other != null) {
      return other;
    }
    if (unknown > 0 || !field.isEmpty()) {
      throw json.malformed(NO_VARIANT);
    }
    return clauses.filter();
  }

  private static Set<PointId> ids(JsonReader json) throws IOException {
    return new LinkedHashSet<>(PointIdJson.readAll(json));
  }

  private static JsonPath keyOf(JsonReader json) throws IOException {
    JsonPath path = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "key" -> path = SelectorJson.path(json);
        default -> json.skip();
      }
    }
    if (path == null) {
      throw json.malformed(NO_VARIANT);
    }
    return path;
  }

  private static Condition nested(JsonReader json) throws IOException {
    json.beginObject("a nested condition");
    JsonPath path = null;
    Filter filter = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "key" -> path = SelectorJson.path(json);
        case "filter" -> filter = read(json);
        default -> json.skip();
      }
    }
    if (path == null || filter == null) {
      throw json.malformed(NO_VARIANT);
    }
    return new Condition.Nested(path, filter);
  }

  private static Condition slice(JsonReader json) throws IOException {
    json.beginObject("a slice");
    Integer total = null;
    Integer index = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "total" -> total = json.count(1);
        case "index" -> index = json.count(0);
        default -> json.skip();
      }
    }
    if (total == null || index == null) {
      throw json.missing(total == null ? "total" : "index");
    }
    if (index >= total) {
      throw json.invalid("index %d invalid, must be below the total %d".formatted(index, total));
    }
    return new Condition.Slice(total, index);
  }

  /** The four clauses of a filter while they are read. */
  private static final class Clauses {
    private List<Condition> must = List.of();
    private List<Condition> should = List.of();
    private List<Condition> mustNot = List.of();
    private Optional<Filter.MinShould> minShould = Optional.empty();

    boolean accept(String name, JsonReader json) throws IOException {
      switch (name) {
        case "must" -> must = conditions(json);
        case "should" -> should = conditions(json);
        case "must_not" -> mustNot = conditions(json);
        case "min_should" -> minShould = json.optional(Clauses::minShould);
        default -> {
          return false;
        }
      }
      return true;
    }

    Filter filter() {
      return new Filter(must, should, mustNot, minShould);
    }

    private static Filter.MinShould minShould(JsonReader json) throws IOException {
      json.beginObject("an object with `conditions` and `min_count`");
      List<Condition> conditions = null;
      int minCount = -1;
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "conditions" -> conditions = conditions(json);
          case "min_count" -> minCount = json.count(0);
          default -> json.skip();
        }
      }
      if (conditions == null || minCount < 0) {
        throw json.missing(conditions == null ? "conditions" : "min_count");
      }
      return new Filter.MinShould(conditions, minCount);
    }
  }
}
