package io.dunlin.http.codec;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A condition on the values of one key, while its fields are read. */
final class FieldConditionJson {
  private @Nullable JsonPath key;
  private final List<Check> checks = new ArrayList<>();
  private final List<Boolean> empty = new ArrayList<>(1);
  private final List<Boolean> isNull = new ArrayList<>(1);

  /** Takes the field if it is one of a field condition's. */
  boolean accept(String name, JsonReader json) throws IOException {
    if (json.isNull()) {
      return isMine(name);
    }
    switch (name) {
      case "key" -> key = SelectorJson.path(json);
      case "match" -> checks.add(CheckJson.match(json));
      case "range" -> checks.add(CheckJson.range(json));
      case "geo_bounding_box" -> checks.add(CheckJson.geoBox(json));
      case "geo_radius" -> checks.add(CheckJson.geoRadius(json));
      case "geo_polygon" -> checks.add(CheckJson.geoPolygon(json));
      case "values_count" -> checks.add(CheckJson.valuesCount(json));
      case "is_empty" -> empty.add(json.bool());
      case "is_null" -> isNull.add(json.bool());
      default -> {
        return false;
      }
    }
    return true;
  }

  boolean hasKey() {
    return key != null;
  }

  boolean isEmpty() {
    return checks.isEmpty() && empty.isEmpty() && isNull.isEmpty();
  }

  /** All that was read, as one condition: it holds when any of its parts does. */
  Condition condition(JsonReader json) {
    JsonPath path = Optional.ofNullable(key).orElseThrow();
    List<Condition> parts = new ArrayList<>();
    if (!checks.isEmpty()) {
      parts.add(new Condition.Field(path, List.copyOf(checks)));
    }
    for (boolean wanted : empty) {
      parts.add(wanted ? new Condition.IsEmpty(path) : not(new Condition.IsEmpty(path)));
    }
    for (boolean wanted : isNull) {
      parts.add(wanted ? new Condition.IsNull(path) : not(new Condition.IsNull(path)));
    }
    if (parts.isEmpty()) {
      throw RequestException.invalidBody(
          json.path(), "At least one field condition must be specified");
    }
    return parts.size() == 1
        ? parts.getFirst()
        : new Filter(List.of(), List.copyOf(parts), List.of(), Optional.empty());
  }

  private static boolean isMine(String name) {
    return switch (name) {
      case "match",
          "range",
          "geo_bounding_box",
          "geo_radius",
          "geo_polygon",
          "values_count",
          "is_empty",
          "is_null" ->
          true;
      default -> false;
    };
  }

  private static Condition not(Condition condition) {
    return new Filter(List.of(), List.of(), List.of(condition), Optional.empty());
  }
}
