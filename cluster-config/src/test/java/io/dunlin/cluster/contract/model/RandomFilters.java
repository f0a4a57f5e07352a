package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;

/** Filters of all that filters are made of. */
final class RandomFilters {
  private final Chance chance;
  private final RandomPoints values;

  RandomFilters(Chance chance, RandomPoints values) {
    this.chance = chance;
    this.values = values;
  }

  JsonNode filter() {
    return filter(2);
  }

  private ObjectNode filter(int depth) {
    ObjectNode filter = Json.object();
    if (chance.oneIn(2)) {
      filter.set("must", conditions(depth));
    }
    if (chance.oneIn(3)) {
      filter.set("should", conditions(depth));
    }
    if (chance.oneIn(3)) {
      filter.set("must_not", conditions(depth));
    }
    if (chance.oneIn(8)) {
      filter.set(
          "min_should",
          Json.object(
              "conditions", chance.some(1, 3, () -> condition(depth)),
              "min_count", chance.between(0, 3)));
    }
    return filter;
  }

  private JsonNode conditions(int depth) {
    return chance.oneIn(4) ? condition(depth) : Json.of(chance.some(0, 2, () -> condition(depth)));
  }

  private JsonNode condition(int depth) {
    return switch (chance.below(14)) {
      case 0 -> Json.object("has_id", chance.some(0, 40, values::id));
      case 1 -> Json.object("has_vector", values.vectorName());
      case 2 -> Json.object(chance.of("is_empty", "is_null"), Json.object("key", anyPath()));
      case 3 -> nested();
      case 4, 5 -> depth > 0 ? filter(depth - 1) : field();
      default -> field();
    };
  }

  private JsonNode nested() {
    ObjectNode filter = Json.object();
    filter.set(
        chance.of("must", "should", "must_not"), Json.of(chance.some(1, 2, this::partCondition)));
    return Json.object(
        "nested", Json.object("key", chance.of("parts", "parts[]"), "filter", filter));
  }

  private JsonNode partCondition() {
    return switch (chance.below(4)) {
      case 0 -> match("y", values::word);
      case 1 -> match("x", values::integer);
      case 2 -> Json.object("key", "x", "range", bounds(values::real));
      default -> Json.object(chance.of("is_empty", "is_null"), Json.object("key", "y"));
    };
  }

  String anyPath() {
    return chance.of(
        "word",
        "n",
        "f",
        "on",
        "when",
        "at",
        "ring",
        "text",
        "parts",
        "deep",
        "none",
        "parts[].x",
        "parts[0].y",
        "deep.er.n",
        "deep.er.\"k e y\"",
        "n[]",
        "word[1]",
        "parts.x");
  }

  /** A test of a value, now and then with another beside it. */
  private JsonNode field() {
    ObjectNode field =
        switch (chance.below(11)) {
          case 0, 1 ->
              match(
                  chance.of("word", "word[1]", "parts[].y", "deep.er.\"k e y\"", "n"),
                  values::word);
          case 2, 3 -> match(chance.of("n", "parts[].x", "deep.er.n", "n[]", "f"), this::matchable);
          case 4 -> Json.object("key", "on", "match", Json.object("value", chance.oneIn(2)));
          case 5 -> match("ring", values::uuid);
          case 6 ->
              Json.object("key", chance.of("when", "word"), "range", bounds(values::realTime));
          case 7 -> geo();
          case 8 ->
              Json.object(
                  "key", chance.of("text", "word"),
                  "match",
                      Json.object(
                          chance.of("text", "text_any", "phrase", "prefix"), values.text()));
          case 9 ->
              Json.object("key", anyPath(), "values_count", bounds(() -> Json.of(chance.below(4))));
          default ->
              Json.object(
                  "key", chance.of("n", "f", "parts[].x", "deep.er.n"),
                  "range", bounds(() -> chance.oneIn(2) ? values.real() : values.integer()));
        };
    if (chance.oneIn(10)) {
      field.put(chance.of("is_empty", "is_null"), chance.oneIn(2));
    }
    return field;
  }

  /** What a match may name: it fits into 64 bits. */
  private JsonNode matchable() {
    JsonNode value = values.integer();
    return value.canConvertToLong() ? value : Json.of(1);
  }

  private ObjectNode match(String key, Supplier<JsonNode> value) {
    JsonNode match =
        switch (chance.below(4)) {
          case 0 -> Json.object("any", chance.some(0, 3, matched(value)));
          case 1 -> Json.object("except", chance.some(0, 3, matched(value)));
          default -> Json.object("value", matched(value).get());
        };
    return Json.object("key", key, "match", match);
  }

  private static Supplier<JsonNode> matched(Supplier<JsonNode> value) {
    return () -> {
      JsonNode drawn = value.get();
      return (drawn.isIntegralNumber() && !drawn.canConvertToLong()) ? Json.of(2) : drawn;
    };
  }

  private ObjectNode bounds(Supplier<JsonNode> bound) {
    ObjectNode bounds = Json.object();
    if (!chance.oneIn(3)) {
      bounds.set(chance.of("gt", "gte"), bound.get());
    }
    if (bounds.isEmpty() || chance.oneIn(2)) {
      bounds.set(chance.of("lt", "lte"), bound.get());
    }
    return bounds;
  }

  private ObjectNode geo() {
    return switch (chance.below(3)) {
      case 0 ->
          Json.object(
              "key",
              "at",
              "geo_bounding_box",
              Json.object(
                  "top_left", Json.object("lon", chance.real(-180, 180), "lat", chance.real(0, 90)),
                  "bottom_right",
                      Json.object("lon", chance.real(-180, 180), "lat", chance.real(-90, 0))));
      case 1 ->
          Json.object(
              "key",
              "at",
              "geo_radius",
              Json.object("center", values.place(), "radius", chance.real(0, 1) * 15_000_000));
      default ->
          Json.object(
              "key",
              "at",
              "geo_polygon",
              Json.object(
                  "exterior", ring(170, 80),
                  "interiors", chance.some(0, 2, () -> ring(60, 40))));
    };
  }

  private JsonNode ring(double lon, double lat) {
    List<JsonNode> corners =
        chance.some(
            3, 6, () -> Json.object("lon", chance.real(-lon, lon), "lat", chance.real(-lat, lat)));
    corners.add(corners.getFirst());
    return Json.object("points", corners);
  }
}
