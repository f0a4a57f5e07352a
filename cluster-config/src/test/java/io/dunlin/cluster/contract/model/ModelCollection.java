package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A collection as a map, changed and asked by the bodies of requests. */
final class ModelCollection {
  private static final int DEFAULT_LIMIT = 10;
  private static final int DEFAULT_GROUP_SIZE = 3;

  private final Map<String, ModelMetric> metrics;
  private final SortedMap<JsonNode, ModelPoint> points = new TreeMap<>(ModelPoint.BY_ID);

  /** Types of payload indexes by their paths. */
  private final SortedMap<String, String> indexes = new TreeMap<>();

  ModelCollection(Map<String, ModelMetric> metrics) {
    this.metrics = metrics;
  }

  ModelMetric metric(String vector) {
    return Objects.requireNonNull(metrics.get(vector));
  }

  SortedMap<String, String> indexes() {
    return indexes;
  }

  Stream<ModelPoint> points() {
    return points.values().stream();
  }

  ModelPoint point(JsonNode id) {
    return Objects.requireNonNull(points.get(id));
  }

  // ---- writes ----

  /** Carries out one operation of a batch. */
  void apply(JsonNode operation) {
    String name = operation.fieldNames().next();
    JsonNode body = operation.get(name);
    switch (name) {
      case "upsert" -> body.get("points").forEach(this::put);
      case "delete" -> selected(body).forEach(point -> points.remove(point.id()));
      case "set_payload" ->
          selected(body)
              .forEach(
                  point -> target(point, body).setAll((ObjectNode) body.get("payload").deepCopy()));
      case "overwrite_payload" ->
          selected(body)
              .forEach(point -> {
                point.payload().removeAll();
                point.payload().setAll((ObjectNode) body.get("payload").deepCopy());
              });
      case "delete_payload" ->
          selected(body)
              .forEach(
                  point -> body.get("keys").forEach(key -> remove(point.payload(), key.asText())));
      case "clear_payload" -> selected(body).forEach(point -> point.payload().removeAll());
      case "update_vectors" ->
          body.get("points")
              .forEach(change ->
                  point(change.get("id")).vectors().putAll(vectors(change.get("vector"))));
      case "delete_vectors" ->
          selected(body)
              .forEach(point ->
                  body.get("vector").forEach(vector -> point.vectors().remove(vector.asText())));
      default -> throw new AssertionError(name);
    }
  }

  private void put(JsonNode point) {
    points.put(
        point.get("id"),
        new ModelPoint(
            point.get("id"),
            point.path("payload").isObject() ? point.get("payload").deepCopy() : Json.object(),
            vectors(point.get("vector"))));
  }

  private Map<String, double[]> vectors(JsonNode byName) {
    Map<String, double[]> vectors = new HashMap<>();
    byName
        .properties()
        .forEach(vector ->
            vectors.put(
                vector.getKey(), metric(vector.getKey()).stored(Json.doubles(vector.getValue()))));
    return vectors;
  }

  private List<ModelPoint> selected(JsonNode body) {
    if (body.has("points")) {
      List<ModelPoint> selected = new ArrayList<>();
      body.get("points")
          .forEach(id -> Optional.ofNullable(points.get(id)).ifPresent(selected::add));
      return selected;
    }
    return points().filter(point -> ModelFilter.matches(body.get("filter"), point)).toList();
  }

  /** Where a payload is set: at the top, or in the object under a key, made where it is missing. */
  private static ObjectNode target(ModelPoint point, JsonNode body) {
    ObjectNode target = point.payload();
    for (String key : body.has("key") ? body.get("key").asText().split("\\.") : new String[0]) {
      target = target.path(key).isObject() ? (ObjectNode) target.get(key) : target.putObject(key);
    }
    return target;
  }

  private static void remove(ObjectNode payload, String path) {
    int dot = path.lastIndexOf('.');
    for (JsonNode parent :
        dot < 0 ? List.of(payload) : ModelPath.at(payload, path.substring(0, dot))) {
      if (parent instanceof ObjectNode object) {
        object.remove(path.substring(dot + 1));
      }
    }
  }

  // ---- reads ----

  List<ModelPoint> matching(JsonNode filter) {
    return points().filter(point -> ModelFilter.matches(filter, point)).toList();
  }

  List<ModelPoint> scroll(JsonNode request) {
    return matching(request.path("filter")).stream()
        .filter(point ->
            !request.has("offset")
                || ModelPoint.BY_ID.compare(point.id(), request.get("offset")) >= 0)
        .toList();
  }

  /** A point at one of its values. */
  record Placed(ModelPoint point, Comparable<?> value) {}

  /** Once for each value that an index of the path would have. */
  List<Placed> ordered(JsonNode orderBy, List<ModelPoint> among) {
    String path = orderBy.isTextual() ? orderBy.asText() : orderBy.get("key").asText();
    String type = Objects.requireNonNull(indexes.get(path));
    boolean descending = orderBy.path("direction").asText().equals("desc");
    Comparator<Placed> byValue =
        Comparator.comparingDouble(placed -> ((Number) placed.value()).doubleValue());
    List<Placed> all = new ArrayList<>();
    for (ModelPoint point : among) {
      for (JsonNode value : ModelPath.elementsAt(point.payload(), path)) {
        orderValue(type, value).ifPresent(number -> all.add(new Placed(point, number)));
      }
    }
    if (orderBy.has("start_from")) {
      double from =
          ((Number) orderValue(type, orderBy.get("start_from")).orElseThrow()).doubleValue();
      all.removeIf(placed -> {
        double value = ((Number) placed.value()).doubleValue();
        return descending ? value > from : value < from;
      });
    }
    all.sort(
        (descending ? byValue.reversed() : byValue)
            .thenComparing(placed -> placed.point().id(), ModelPoint.BY_ID));
    return all;
  }

  private static Optional<Comparable<?>> orderValue(String type, JsonNode value) {
    return switch (type) {
      case "integer" ->
          value.isIntegralNumber() && value.canConvertToLong()
              ? Optional.of(value.asLong())
              : Optional.empty();
      case "float" -> isDouble(value) ? Optional.of(value.asDouble()) : Optional.empty();
      default ->
          value.isTextual()
              ? ModelTime.micros(value.asText()).map(micros -> micros)
              : Optional.empty();
    };
  }

  /** An index of floats leaves out integers that none is equal to. */
  private static boolean isDouble(JsonNode value) {
    return value.isNumber()
        && value.decimalValue().compareTo(new BigDecimal(value.asDouble())) == 0;
  }

  /** Values and the numbers of points that have them, the most frequent first. */
  List<JsonNode> facet(JsonNode request) {
    String path = request.get("key").asText();
    String type = Objects.requireNonNull(indexes.get(path));
    Map<JsonNode, Integer> counts = new HashMap<>();
    for (ModelPoint point : matching(request.path("filter"))) {
      Set<JsonNode> values = new LinkedHashSet<>();
      for (JsonNode value : ModelPath.elementsAt(point.payload(), path)) {
        if (isKey(type, value)) {
          values.add(value.isIntegralNumber() ? Json.of(value.asLong()) : value);
        }
      }
      values.forEach(value -> counts.merge(value, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<JsonNode, Integer>comparingByValue()
                .reversed()
                .thenComparing(
                    Map.Entry.comparingByKey((a, b) ->
                        a.isNumber()
                            ? Long.compare(a.asLong(), b.asLong())
                            : a.asText().compareTo(b.asText()))))
        .limit(request.path("limit").asInt(DEFAULT_LIMIT))
        .map(entry -> (JsonNode) Json.object("value", entry.getKey(), "count", entry.getValue()))
        .toList();
  }

  private static boolean isKey(String type, JsonNode value) {
    return switch (type) {
      case "keyword", "uuid" -> value.isTextual();
      case "integer" -> value.isIntegralNumber() && value.canConvertToLong();
      default -> value.isBoolean();
    };
  }

  /** The points of each group that is wanted, by the group's value. */
  Map<JsonNode, List<ModelQuery.Hit>> groups(JsonNode request) {
    int size = request.path("group_size").asInt(DEFAULT_GROUP_SIZE);
    String path = request.get("group_by").asText();
    ModelQuery.Ranking all = new ModelQuery(this).answer(request);
    Map<JsonNode, List<ModelQuery.Hit>> groups = new LinkedHashMap<>();
    List<ModelQuery.Hit> settled =
        new ModelQuery.Ranking(all.hits(), all.greaterIsBetter(), true, all.hits().size(), 0)
            .settled();
    for (ModelQuery.Hit hit : settled) {
      Set<JsonNode> values = new LinkedHashSet<>();
      for (JsonNode value : ModelPath.elementsAt(hit.point().payload(), path)) {
        if (value.isTextual() || (value.isIntegralNumber() && value.canConvertToLong())) {
          values.add(value.isTextual() ? value : Json.of(value.asLong()));
        }
      }
      if (values.stream().filter(value -> !groups.containsKey(value)).count() > 1) {
        throw new Ambiguous(); // two groups with the same best point
      }
      for (JsonNode value : values) {
        List<ModelQuery.Hit> group = groups.computeIfAbsent(value, _ -> new ArrayList<>());
        if (group.size() < size) {
          group.add(hit);
        }
      }
    }
    Map<JsonNode, List<ModelQuery.Hit>> wanted = new LinkedHashMap<>();
    groups.entrySet().stream()
        .limit(request.path("limit").asInt(DEFAULT_LIMIT))
        .forEach(group -> wanted.put(group.getKey(), group.getValue()));
    return wanted;
  }
}
