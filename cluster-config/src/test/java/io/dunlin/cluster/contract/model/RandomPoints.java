package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Points with payloads of all types, and changes of them. Values are few, so that they meet. */
final class RandomPoints {
  static final Map<String, ModelMetric> METRICS =
      Map.of(
          "d", ModelMetric.DOT,
          "c", ModelMetric.COSINE,
          "e", ModelMetric.EUCLID,
          "m", ModelMetric.MANHATTAN);
  static final int DIMENSION = 3;
  private static final int IDS = 120;

  private final Chance chance;

  RandomPoints(Chance chance) {
    this.chance = chance;
  }

  // ---- values ----

  /** One of few: small numbers, numbers that only an unsigned one can be, and UUIDs. */
  JsonNode id() {
    int number = chance.below(IDS);
    return switch (number % 5) {
      case 0 ->
          Json.of("%08x-0000-4000-8000-%012x".formatted(number * 0x1234567L & 0xffffffffL, number));
      case 1 -> Json.of(BigInteger.TWO.pow(64).subtract(BigInteger.valueOf(number)));
      default -> Json.of(number);
    };
  }

  JsonNode word() {
    return Json.of(chance.of("red", "green", "blue", "gr", "Red", "", "grün", "red blue"));
  }

  JsonNode integer() {
    return chance.oneIn(12)
        ? Json.of(
            chance.of(
                new BigInteger("18446744073709551615"),
                BigInteger.valueOf(Long.MIN_VALUE),
                BigInteger.valueOf(1L << 53)))
        : Json.of(chance.between(-3, 6));
  }

  JsonNode real() {
    return Json.of(chance.between(-6, 12) / 2.0);
  }

  JsonNode time() {
    return Json.of(
        "2024-0%d-%02d".formatted(chance.between(1, 3), chance.between(1, 31))
            + chance.of(
                "",
                "T12:30:00Z",
                " 12:30",
                "t12:30:00.25z",
                "T23:30:00-02:00",
                "T01:00+03:00",
                " 12:30:00.000001"));
  }

  /** A day that there is. */
  JsonNode realTime() {
    JsonNode time = time();
    while (ModelTime.micros(time.asText()).isEmpty()) {
      time = time();
    }
    return time;
  }

  JsonNode place() {
    return Json.object("lon", chance.real(-180, 180), "lat", chance.real(-90, 90));
  }

  JsonNode uuid() {
    return Json.of("00000000-0000-0000-0000-00000000000" + chance.between(1, 5));
  }

  JsonNode text() {
    return Json.of(
        String.join(" ", chance.some(1, 3, () -> chance.of("quick", "brown", "fox", "Fox"))));
  }

  List<Double> vector() {
    return chance.some(DIMENSION, DIMENSION, () -> (double) (float) chance.real(-1, 1));
  }

  String vectorName() {
    return chance.of("d", "c", "e", "m");
  }

  // ---- points ----

  ObjectNode payload() {
    ObjectNode payload = Json.object();
    put(payload, "word", this::word);
    put(payload, "n", () -> chance.oneIn(4) ? real() : integer());
    put(payload, "f", this::real);
    put(payload, "on", () -> Json.of(chance.oneIn(2)));
    put(payload, "when", this::time);
    put(payload, "at", this::place);
    put(payload, "ring", this::uuid);
    put(payload, "text", this::text);
    put(payload, "parts", this::part);
    if (!chance.oneIn(3)) {
      ObjectNode inner = payload.putObject("deep").putObject("er");
      put(inner, "n", this::integer);
      put(inner, "k e y", this::word);
    }
    // What formulas ask for is of one type, or missing.
    if (chance.oneIn(2)) {
      payload.set("x", real());
      payload.set("then", realTime());
      payload.set("there", place());
    }
    return payload;
  }

  private JsonNode part() {
    ObjectNode part = Json.object();
    put(part, "x", this::integer);
    put(part, "y", this::word);
    return part;
  }

  /** The value, several, or none; now and then of another type. */
  private void put(ObjectNode object, String key, Supplier<JsonNode> value) {
    switch (chance.below(12)) {
      case 0, 1 -> {}
      case 2 -> object.putNull(key);
      case 3 -> object.putArray(key);
      case 4 ->
          object.set(key, chance.of(Json.of("other"), Json.of(1), Json.of(true), Json.of(1.0)));
      case 5, 6 -> object.set(key, Json.array(chance.some(1, 3, value)));
      case 7 -> object.set(key, Json.array(List.of(value.get(), NullNode.getInstance())));
      default -> object.set(key, value.get());
    }
  }

  private ObjectNode vectors(int most) {
    ObjectNode vectors = Json.object();
    for (int more = chance.between(1, most); more > 0; more--) {
      vectors.set(vectorName(), Json.of(vector()));
    }
    return vectors;
  }

  JsonNode point() {
    ObjectNode point = Json.object("id", id(), "vector", vectors(6));
    if (!chance.oneIn(10)) {
      point.set("payload", payload());
    }
    return point;
  }

  // ---- changes ----

  /**
   * @param ids of points that there are
   */
  JsonNode operation(List<JsonNode> ids, Supplier<JsonNode> filter) {
    if (ids.isEmpty()) {
      return Json.object("upsert", Json.object("points", chance.some(1, 5, this::point)));
    }
    return switch (chance.below(ids.size() < IDS / 2 ? 16 : 12)) {
      case 0 -> Json.object("delete", Json.object("points", chance.some(1, 4, this::id)));
      case 1 ->
          chance.oneIn(6)
              ? Json.object("delete", Json.object("filter", filter.get()))
              : Json.object("clear_payload", some(ids));
      case 2, 3 ->
          Json.object(
              "set_payload",
              some(ids)
                  .<ObjectNode>setAll(
                      chance.oneIn(2) ? Json.object() : Json.object("key", "deep.er"))
                  .set("payload", withoutNulls(payload())));
      case 4 -> Json.object("overwrite_payload", some(ids).set("payload", payload()));
      case 5 ->
          Json.object(
              "delete_payload",
              some(ids)
                  .set(
                      "keys",
                      Json.of(
                          chance.some(
                              1,
                              3,
                              () ->
                                  chance.of(
                                      "word", "n", "deep.er", "deep.er.n", "parts", "none")))));
      case 6 ->
          Json.object(
              "update_vectors",
              Json.object(
                  "points", List.of(Json.object("id", chance.of(ids), "vector", vectors(2)))));
      case 7 ->
          Json.object("delete_vectors", some(ids).set("vector", Json.of(List.of(vectorName()))));
      default -> Json.object("upsert", Json.object("points", chance.some(1, 5, this::point)));
    };
  }

  private ObjectNode some(List<JsonNode> ids) {
    return Json.object("points", chance.some(1, 5, () -> chance.of(ids)));
  }

  /** What setting a null means is not said. */
  private static ObjectNode withoutNulls(ObjectNode payload) {
    List<String> nulls = new ArrayList<>();
    payload
        .properties()
        .forEach(field -> {
          if (field.getValue().isNull()) {
            nulls.add(field.getKey());
          }
        });
    payload.remove(nulls);
    return payload;
  }
}
