package io.dunlin.sharding.strict;

import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collection's payload indexes, by what their paths mean: each may be written in several ways.
 */
final class FieldIndexes {
  private final Map<List<JsonPath.Step>, FieldSchema> bySteps = new HashMap<>();

  /**
   * @param fields by their paths
   */
  FieldIndexes(Map<String, FieldSchema> fields) {
    fields.forEach((path, schema) -> bySteps.put(steps(JsonPathParser.parse(path)), schema));
  }

  Optional<FieldSchema> find(JsonPath path) {
    return Optional.ofNullable(bySteps.get(steps(path)));
  }

  /** An index of arrays is one of their elements. */
  private static List<JsonPath.Step> steps(JsonPath path) {
    List<JsonPath.Step> steps = path.steps();
    return steps.getLast() instanceof JsonPath.Each ? steps.subList(0, steps.size() - 1) : steps;
  }
}
