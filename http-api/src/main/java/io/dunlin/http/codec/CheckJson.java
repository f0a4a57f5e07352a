package io.dunlin.http.codec;

import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The tests that a field condition makes of a value. */
final class CheckJson {
  private static final String NO_MATCH = "data did not match any variant of untagged enum Match";

  private CheckJson() {}

  static Check match(JsonReader json) throws IOException {
    json.beginObject("a match");
    Check check = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "value" -> check = new Check.MatchValue(value(json));
        case "any" -> check = new Check.MatchAny(values(json));
        case "except" -> check = new Check.MatchExcept(values(json));
        case "text" -> check = new Check.MatchText(json.string(), Check.TextMode.TEXT);
        case "text_any" -> check = new Check.MatchText(json.string(), Check.TextMode.ANY);
        case "phrase" -> check = new Check.MatchText(json.string(), Check.TextMode.PHRASE);
        case "prefix" -> check = new Check.MatchText(json.string(), Check.TextMode.PREFIX);
        default -> json.skip();
      }
    }
    if (check == null) {
      throw json.malformed(NO_MATCH);
    }
    return check;
  }

  private static Object value(JsonReader json) throws IOException {
    if (json.isBoolean()) {
      return json.bool();
    }
    return word(json);
  }

  private static Set<Object> values(JsonReader json) throws IOException {
    return new LinkedHashSet<>(json.list("a list of strings or integers", CheckJson::word));
  }

  private static Object word(JsonReader json) throws IOException {
    if (json.isString()) {
      return json.string();
    }
    if (json.isInteger() && json.integer() instanceof Long integer) {
      return integer;
    }
    throw json.malformed(NO_MATCH);
  }

  /** Bounds on numbers, or on dates and times when the first bound is a text. */
  static Check range(JsonReader json) throws IOException {
    json.beginObject("a range");
    Map<String, Double> numbers = new HashMap<>();
    Map<String, Long> micros = new HashMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!isBound(name) || json.isNull()) {
        json.skip();
      } else if (json.isString()) {
        micros.put(name, micros(json));
      } else {
        numbers.put(name, json.number());
      }
    }
    if (!micros.isEmpty() && !numbers.isEmpty()) {
      throw json.malformed("data did not match any variant of untagged enum RangeInterface");
    }
    return micros.isEmpty()
        ? bounds(numbers, b -> new Check.Range(b.gt(), b.gte(), b.lt(), b.lte()))
        : bounds(micros, b -> new Check.DatetimeRange(b.gt(), b.gte(), b.lt(), b.lte()));
  }

  static Check valuesCount(JsonReader json) throws IOException {
    json.beginObject("bounds on the number of values");
    Map<String, Long> counts = new HashMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (isBound(name) && !json.isNull()) {
        counts.put(name, json.natural(0));
      } else {
        json.skip();
      }
    }
    return bounds(counts, b -> new Check.ValuesCount(b.gt(), b.gte(), b.lt(), b.lte()));
  }

  static Check geoBox(JsonReader json) throws IOException {
    json.beginObject("a bounding box");
    GeoPoint topLeft = null;
    GeoPoint bottomRight = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "top_left" -> topLeft = geoPoint(json);
        case "bottom_right" -> bottomRight = geoPoint(json);
        default -> json.skip();
      }
    }
    if (topLeft == null || bottomRight == null) {
      throw json.missing(topLeft == null ? "top_left" : "bottom_right");
    }
    return new Check.GeoBox(topLeft, bottomRight);
  }

  static Check geoRadius(JsonReader json) throws IOException {
    json.beginObject("a circle");
    GeoPoint center = null;
    double meters = Double.NaN;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "center" -> center = geoPoint(json);
        case "radius" -> meters = json.number();
        default -> json.skip();
      }
    }
    if (center == null || Double.isNaN(meters)) {
      throw json.missing(center == null ? "center" : "radius");
    }
    return new Check.GeoRadius(center, meters);
  }

  static Check geoPolygon(JsonReader json) throws IOException {
    json.beginObject("a polygon");
    List<GeoPoint> exterior = null;
    List<List<GeoPoint>> interiors = List.of();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "exterior" -> exterior = ring(json);
        case "interiors" ->
            interiors = json.isNull() ? List.of() : json.list("a list of rings", CheckJson::ring);
        default -> json.skip();
      }
    }
    if (exterior == null) {
      throw json.missing("exterior");
    }
    return new Check.GeoPolygon(exterior, interiors);
  }

  private static List<GeoPoint> ring(JsonReader json) throws IOException {
    json.beginObject("a ring of points");
    List<GeoPoint> points = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "points" -> points = json.list("a list of points", CheckJson::geoPoint);
        default -> json.skip();
      }
    }
    if (points == null) {
      throw json.missing("points");
    }
    if (points.size() < 4) {
      throw json.invalid("Line string must have at least 4 points");
    }
    if (!points.getFirst().equals(points.getLast())) {
      throw json.invalid("The first and the last point of a line string must be the same");
    }
    return points;
  }

  static GeoPoint geoPoint(JsonReader json) throws IOException {
    json.beginObject("a point with `lon` and `lat`");
    double lon = Double.NaN;
    double lat = Double.NaN;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "lon" -> lon = json.number();
        case "lat" -> lat = json.number();
        default -> json.skip();
      }
    }
    if (Double.isNaN(lon) || Double.isNaN(lat)) {
      throw json.missing(Double.isNaN(lon) ? "lon" : "lat");
    }
    if (Math.abs(lon) > 180 || Math.abs(lat) > 90) {
      throw json.malformed(
          "Wrong coordinates: longitudes are within [-180, 180], latitudes within [-90, 90]");
    }
    return new GeoPoint(lon, lat);
  }

  private static long micros(JsonReader json) throws IOException {
    String text = json.string();
    return Datetimes.parse(text)
        .orElseThrow(() -> json.malformed("Unable to parse datetime: " + text));
  }

  private static boolean isBound(String name) {
    return switch (name) {
      case "gt", "gte", "lt", "lte" -> true;
      default -> false;
    };
  }

  private record Bounds<T>(Optional<T> gt, Optional<T> gte, Optional<T> lt, Optional<T> lte) {}

  private static <T> Check bounds(Map<String, T> given, Function<Bounds<T>, Check> check) {
    return check.apply(
        new Bounds<>(
            Optional.ofNullable(given.get("gt")),
            Optional.ofNullable(given.get("gte")),
            Optional.ofNullable(given.get("lt")),
            Optional.ofNullable(given.get("lte"))));
  }
}
