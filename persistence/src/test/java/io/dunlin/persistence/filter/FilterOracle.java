package io.dunlin.persistence.filter;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PointId;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The filter language once more, as plainly as it can be said and by other means: values collected
 * in lists, numbers as BigDecimal, distances by vectors, polygons and dates by the JDK. Knows dates
 * only as RFC 3339 has them.
 */
record FilterOracle(Optional<PointId> id, Set<String> vectors, Object root) {
  boolean holds(Condition condition) {
    return switch (condition) {
      case Filter(var must, var should, var mustNot, var minShould) ->
          count(must) == must.size()
              && (should.isEmpty() || count(should) > 0)
              && count(mustNot) == 0
              && minShould.stream()
                  .allMatch(least -> count(least.conditions()) >= least.minCount());
      case Condition.HasId hasId -> id.stream().anyMatch(hasId.ids()::contains);
      case Condition.Slice(int total, int index) ->
          id.stream().anyMatch(one -> hash(one).mod(BigInteger.valueOf(total)).intValue() == index);
      case Condition.HasVector hasVector -> vectors.contains(hasVector.name());
      case Condition.IsEmpty isEmpty ->
          at(isEmpty.path()).stream()
              .allMatch(value -> value == JsonNull.NULL || value.equals(List.of()));
      case Condition.IsNull isNull ->
          at(isNull.path()).stream()
              .flatMap(
                  value -> value instanceof List<?> list ? list.stream() : List.of(value).stream())
              .anyMatch(value -> value == JsonNull.NULL);
      case Condition.Nested nested ->
          at(nested.path()).stream()
              .flatMap(value ->
                  nested.path().text().endsWith("[]")
                      ? List.of(value).stream()
                      : elements(value).stream())
              .filter(Map.class::isInstance)
              .anyMatch(value ->
                  new FilterOracle(Optional.empty(), Set.of(), value).holds(nested.filter()));
      case Condition.Field field -> {
        List<Object> values = at(field.path());
        yield field.checks().stream().anyMatch(check -> holds(check, values));
      }
    };
  }

  /** By Guava, of the bytes. */
  private static BigInteger hash(PointId id) {
    HashCode hash =
        id.uuid()
            ? Hashing.sipHash24(0, 0)
                .hashBytes(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array())
            : Hashing.sipHash24(0, 0).hashLong(id.low());
    return new BigInteger(Long.toUnsignedString(hash.asLong()));
  }

  private long count(List<Condition> conditions) {
    return conditions.stream().filter(this::holds).count();
  }

  private List<Object> at(JsonPath path) {
    List<Object> values = List.of(root);
    for (JsonPath.Step step : path.steps()) {
      List<Object> below = new ArrayList<>();
      for (Object value : values) {
        switch (step) {
          case JsonPath.Key(String name) -> {
            if (value instanceof Map<?, ?> fields && fields.containsKey(name)) {
              below.add(fields.get(name));
            }
          }
          case JsonPath.Index(int index) -> {
            if (index < elements(value).size()) {
              below.add(elements(value).get(index));
            }
          }
          case JsonPath.Each _ -> below.addAll(elements(value));
        }
      }
      values = below;
    }
    return values;
  }

  private static List<?> elements(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static boolean holds(Check check, List<Object> values) {
    if (check instanceof Check.ValuesCount(var gt, var gte, var lt, var lte)) {
      List<Object> counted = values.isEmpty() ? List.of(JsonNull.NULL) : values;
      return counted.stream()
          .map(value ->
              value == JsonNull.NULL ? 0L : value instanceof List<?> list ? (long) list.size() : 1L)
          .anyMatch(count -> within(count, gt, gte, lt, lte));
    }
    return values.stream()
        .flatMap(value -> value instanceof List<?> list ? list.stream() : List.of(value).stream())
        .anyMatch(value -> holdsFor(check, value));
  }

  private static <T extends Comparable<T>> boolean within(
      T value, Optional<T> gt, Optional<T> gte, Optional<T> lt, Optional<T> lte) {
    return gt.stream().allMatch(bound -> value.compareTo(bound) > 0)
        && gte.stream().allMatch(bound -> value.compareTo(bound) >= 0)
        && lt.stream().allMatch(bound -> value.compareTo(bound) < 0)
        && lte.stream().allMatch(bound -> value.compareTo(bound) <= 0);
  }

  private static boolean holdsFor(Check check, Object value) {
    return switch (check) {
      case Check.MatchValue(Object wanted) -> value.equals(wanted);
      case Check.MatchAny(Set<Object> wanted) -> wanted.contains(value);
      case Check.MatchExcept(Set<Object> unwanted) ->
          value != JsonNull.NULL && !unwanted.contains(value);
      case Check.MatchText(String text, Check.TextMode mode) ->
          value instanceof String stored
              && switch (mode) {
                case TEXT, PHRASE -> stored.contains(text);
                case PREFIX -> stored.indexOf(text) == 0;
                case ANY -> List.of(text.split(" ")).stream().anyMatch(stored::contains);
              };
      case Check.MatchWords words ->
          value instanceof String stored && WordOracle.of(words.schema()).holds(words, stored);
      case Check.Range(var gt, var gte, var lt, var lte) ->
          value instanceof Number number
              && within(
                  exact(number),
                  gt.map(BigDecimal::new),
                  gte.map(BigDecimal::new),
                  lt.map(BigDecimal::new),
                  lte.map(BigDecimal::new));
      case Check.DatetimeRange(var gt, var gte, var lt, var lte) -> {
        if (!(value instanceof String text)) {
          yield false;
        }
        try {
          long micros =
              ChronoUnit.MICROS.between(
                  OffsetDateTime.parse("1970-01-01T00:00:00Z"), OffsetDateTime.parse(text));
          yield within(micros, gt, gte, lt, lte);
        } catch (DateTimeParseException e) {
          yield false;
        }
      }
      case Check.GeoBox(GeoPoint topLeft, GeoPoint bottomRight) -> {
        Optional<GeoPoint> point = point(value);
        double width = (bottomRight.lon() - topLeft.lon() + 360) % 360;
        yield point.isPresent()
            && point.get().lat() < topLeft.lat()
            && point.get().lat() > bottomRight.lat()
            && inside((point.get().lon() - topLeft.lon() + 360) % 360, width);
      }
      case Check.GeoRadius(GeoPoint center, double meters) ->
          point(value).stream().anyMatch(point -> distance(center, point) < meters);
      case Check.GeoPolygon(var exterior, var interiors) ->
          point(value).stream()
              .anyMatch(point ->
                  area(exterior).contains(point.lon(), point.lat())
                      && interiors.stream()
                          .noneMatch(hole -> area(hole).contains(point.lon(), point.lat())));
      case Check.ValuesCount _ -> throw new AssertionError("counted above");
    };
  }

  private static boolean inside(double east, double width) {
    return east > 0 && east < width;
  }

  private static BigDecimal exact(Number number) {
    return switch (number) {
      case Long integer -> new BigDecimal(integer);
      case BigInteger integer -> new BigDecimal(integer);
      default -> new BigDecimal(number.doubleValue());
    };
  }

  private static Optional<GeoPoint> point(Object value) {
    return value instanceof Map<?, ?> fields
            && fields.get("lon") instanceof Number lon
            && fields.get("lat") instanceof Number lat
        ? Optional.of(new GeoPoint(lon.doubleValue(), lat.doubleValue()))
        : Optional.empty();
  }

  /** By the chord between two unit vectors. */
  private static double distance(GeoPoint from, GeoPoint to) {
    double[] a = unit(from);
    double[] b = unit(to);
    return 2
        * 6_371_008.8
        * Math.asin(Math.min(1, Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]) / 2));
  }

  private static double[] unit(GeoPoint point) {
    double lon = Math.toRadians(point.lon());
    double lat = Math.toRadians(point.lat());
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }

  private static Path2D area(List<GeoPoint> ring) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.moveTo(ring.getFirst().lon(), ring.getFirst().lat());
    ring.forEach(corner -> path.lineTo(corner.lon(), corner.lat()));
    return path;
  }
}
