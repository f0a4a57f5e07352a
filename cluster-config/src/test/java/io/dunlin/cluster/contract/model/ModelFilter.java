package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether a filter lets a point through. */
final class ModelFilter {
  private ModelFilter() {}

  static boolean matches(JsonNode filter, ModelPoint point) {
    return matches(filter, point, point.payload());
  }

  /**
   * @param object the payload, or an element that a nested filter is asked of
   */
  private static boolean matches(JsonNode filter, ModelPoint point, JsonNode object) {
    Predicate<JsonNode> holds = condition -> holds(condition, point, object);
    List<JsonNode> should = list(filter.path("should"));
    JsonNode some = filter.path("min_should");
    return list(filter.path("must")).stream().allMatch(holds)
        && list(filter.path("must_not")).stream().noneMatch(holds)
        && (should.isEmpty() || should.stream().anyMatch(holds))
        && list(some.path("conditions")).stream().filter(holds).count()
            >= some.path("min_count").asInt();
  }

  /** A single condition may stand for a list of one. */
  private static List<JsonNode> list(JsonNode conditions) {
    List<JsonNode> list = new ArrayList<>();
    if (conditions.isObject()) {
      list.add(conditions);
    } else {
      conditions.forEach(list::add);
    }
    return list;
  }

  private static boolean holds(JsonNode condition, ModelPoint point, JsonNode object) {
    if (condition.has("has_id")) {
      return contains(condition.get("has_id"), id -> id.asText().equals(point.id().asText()));
    }
    if (condition.has("has_vector")) {
      return point.vectors().containsKey(condition.get("has_vector").asText());
    }
    if (condition.has("nested")) {
      JsonNode nested = condition.get("nested");
      String elements = nested.get("key").asText().replaceAll("\\[]$", "") + "[]";
      return ModelPath.at(object, elements).stream()
          .anyMatch(element -> element.isObject() && matches(nested.get("filter"), point, element));
    }
    if (condition.path("is_empty").isObject()) {
      return isEmpty(ModelPath.at(object, condition.at("/is_empty/key").asText()));
    }
    if (condition.path("is_null").isObject()) {
      return isNull(ModelPath.at(object, condition.at("/is_null/key").asText()));
    }
    return condition.has("key") ? fieldHolds(condition, object) : matches(condition, point, object);
  }

  private static boolean isEmpty(List<JsonNode> values) {
    return values.stream()
        .allMatch(value -> value.isNull() || (value.isArray() && value.isEmpty()));
  }

  private static boolean isNull(List<JsonNode> values) {
    return values.stream()
        .anyMatch(
            value -> value.isNull() || (value.isArray() && contains(value, JsonNode::isNull)));
  }

  private static boolean contains(JsonNode array, Predicate<JsonNode> test) {
    for (JsonNode element : array) {
      if (test.test(element)) {
        return true;
      }
    }
    return false;
  }

  /** One of the tests in the condition has to hold. */
  private static boolean fieldHolds(JsonNode condition, JsonNode object) {
    String key = condition.get("key").asText();
    List<JsonNode> values = ModelPath.at(object, key);
    List<JsonNode> elements = ModelPath.elementsAt(object, key);
    return Stream.of(
            element(elements, condition.path("match"), ModelFilter::fits),
            element(elements, condition.path("range"), ModelFilter::inRange),
            geo(elements, condition.path("geo_bounding_box"), ModelGeo::inBox),
            geo(elements, condition.path("geo_radius"), ModelGeo::inCircle),
            geo(elements, condition.path("geo_polygon"), ModelGeo::inPolygon),
            condition.has("values_count") && countFits(values, condition.get("values_count")),
            condition.has("is_empty") && isEmpty(values) == condition.get("is_empty").asBoolean(),
            condition.has("is_null") && isNull(values) == condition.get("is_null").asBoolean())
        .anyMatch(holds -> holds);
  }

  private interface Test {
    boolean of(JsonNode test, JsonNode value);
  }

  private static boolean element(List<JsonNode> elements, JsonNode test, Test holds) {
    return !test.isMissingNode() && elements.stream().anyMatch(value -> holds.of(test, value));
  }

  private static boolean geo(List<JsonNode> elements, JsonNode shape, Test holds) {
    return element(
        elements, shape, (area, value) -> ModelGeo.isPoint(value) && holds.of(area, value));
  }

  private static boolean fits(JsonNode match, JsonNode value) {
    if (match.has("value")) {
      return same(match.get("value"), value);
    }
    if (match.has("any")) {
      return contains(match.get("any"), wanted -> same(wanted, value));
    }
    if (match.has("except")) {
      return !value.isNull() && !contains(match.get("except"), unwanted -> same(unwanted, value));
    }
    if (!value.isTextual()) {
      return false;
    }
    String text = value.asText();
    if (match.has("text")) {
      return text.contains(match.get("text").asText());
    }
    if (match.has("phrase")) {
      return text.contains(match.get("phrase").asText());
    }
    return match.has("prefix")
        ? text.startsWith(match.get("prefix").asText())
        : Stream.of(match.get("text_any").asText().split(" ")).anyMatch(text::contains);
  }

  /** A float is never the same as an integer, nor a text as anything else. */
  private static boolean same(JsonNode wanted, JsonNode value) {
    if (wanted.isIntegralNumber()) {
      return value.isIntegralNumber() && wanted.bigIntegerValue().equals(value.bigIntegerValue());
    }
    return wanted.getNodeType() == value.getNodeType() && wanted.equals(value);
  }

  private static boolean inRange(JsonNode range, JsonNode value) {
    boolean times = contains(range, JsonNode::isTextual);
    if (times) {
      Optional<Long> micros =
          value.isTextual() ? ModelTime.micros(value.asText()) : Optional.empty();
      return micros.isPresent()
          && within(
              range,
              bound -> micros.get().compareTo(ModelTime.micros(bound.asText()).orElseThrow()));
    }
    return value.isNumber()
        && within(range, bound -> value.decimalValue().compareTo(bound.decimalValue()));
  }

  private static boolean countFits(List<JsonNode> values, JsonNode bounds) {
    List<Integer> counts =
        values.isEmpty() ? List.of(0) : values.stream().map(ModelFilter::count).toList();
    return counts.stream()
        .anyMatch(count ->
            within(bounds, bound -> BigDecimal.valueOf(count).compareTo(bound.decimalValue())));
  }

  private static int count(JsonNode value) {
    return value.isArray() ? value.size() : value.isNull() ? 0 : 1;
  }

  private interface Order {
    int to(JsonNode bound);
  }

  private static boolean within(JsonNode bounds, Order order) {
    return (absent(bounds, "gt") || order.to(bounds.get("gt")) > 0)
        && (absent(bounds, "gte") || order.to(bounds.get("gte")) >= 0)
        && (absent(bounds, "lt") || order.to(bounds.get("lt")) < 0)
        && (absent(bounds, "lte") || order.to(bounds.get("lte")) <= 0);
  }

  private static boolean absent(JsonNode bounds, String name) {
    return !bounds.hasNonNull(name);
  }
}
