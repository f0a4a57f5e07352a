package io.dunlin.http.grpc;

import com.google.protobuf.Timestamp;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.TextMode;
import io.qdrant.client.grpc.Common;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tests of one value: matches, ranges, geometry, counts. */
final class CheckProto {
  /** What the protobuf type's documentation allows: the years 1 to 9999. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private CheckProto() {}

  /** All tests that the condition names; may be none. */
  static List<Check> checks(Common.FieldCondition field) {
    List<Check> checks = new ArrayList<>(1);
    if (field.hasMatch()) {
      checks.add(match(field.getMatch()));
    }
    if (field.hasRange()) {
      checks.add(range(field.getRange()));
    }
    if (field.hasDatetimeRange()) {
      checks.add(datetimes(field.getDatetimeRange()));
    }
    if (field.hasGeoBoundingBox()) {
      checks.add(
          new Check.GeoBox(
              point(field.getGeoBoundingBox().getTopLeft()),
              point(field.getGeoBoundingBox().getBottomRight())));
    }
    if (field.hasGeoRadius()) {
      checks.add(
          new Check.GeoRadius(
              point(field.getGeoRadius().getCenter()), field.getGeoRadius().getRadius()));
    }
    if (field.hasGeoPolygon()) {
      checks.add(polygon(field.getGeoPolygon()));
    }
    if (field.hasValuesCount()) {
      checks.add(count(field.getValuesCount()));
    }
    return List.copyOf(checks);
  }

  private static Check match(Common.Match match) {
    return switch (match.getMatchValueCase()) {
      case KEYWORD -> new Check.MatchValue(match.getKeyword());
      case INTEGER -> new Check.MatchValue(match.getInteger());
      case BOOLEAN -> new Check.MatchValue(match.getBoolean());
      case TEXT -> new Check.MatchText(match.getText(), TextMode.TEXT);
      case TEXT_ANY -> new Check.MatchText(match.getTextAny(), TextMode.ANY);
      case PHRASE -> new Check.MatchText(match.getPhrase(), TextMode.PHRASE);
      case KEYWORDS -> new Check.MatchAny(Set.copyOf(match.getKeywords().getStringsList()));
      case INTEGERS -> new Check.MatchAny(Set.copyOf(match.getIntegers().getIntegersList()));
      case EXCEPT_KEYWORDS ->
          new Check.MatchExcept(Set.copyOf(match.getExceptKeywords().getStringsList()));
      case EXCEPT_INTEGERS ->
          new Check.MatchExcept(Set.copyOf(match.getExceptIntegers().getIntegersList()));
      case MATCHVALUE_NOT_SET ->
          throw RequestException.invalidMessage("filter", "a match is empty");
    };
  }

  private static Check range(Common.Range range) {
    return new Check.Range(
        optional(range.hasGt(), range.getGt()),
        optional(range.hasGte(), range.getGte()),
        optional(range.hasLt(), range.getLt()),
        optional(range.hasLte(), range.getLte()));
  }

  private static Check datetimes(Common.DatetimeRange range) {
    return new Check.DatetimeRange(
        optional(range.hasGt(), range.getGt()).map(time -> micros(time, "datetime_range")),
        optional(range.hasGte(), range.getGte()).map(time -> micros(time, "datetime_range")),
        optional(range.hasLt(), range.getLt()).map(time -> micros(time, "datetime_range")),
        optional(range.hasLte(), range.getLte()).map(time -> micros(time, "datetime_range")));
  }

  /**
   * Microseconds since 1970.
   *
   * @param field for the error
   */
  static long micros(Timestamp time, String field) {
    long seconds = time.getSeconds();
    int nanos = time.getNanos();
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos > 999_999_999) {
      throw RequestException.invalidMessage(
          field, "the timestamp lies outside the years 1 to 9999");
    }
    return seconds * 1_000_000 + nanos / 1_000;
  }

  private static Check count(Common.ValuesCount count) {
    return new Check.ValuesCount(
        optional(count.hasGt(), Unsigned.toLong(count.getGt())),
        optional(count.hasGte(), Unsigned.toLong(count.getGte())),
        optional(count.hasLt(), Unsigned.toLong(count.getLt())),
        optional(count.hasLte(), Unsigned.toLong(count.getLte())));
  }

  private static Check polygon(Common.GeoPolygon polygon) {
    return new Check.GeoPolygon(
        ring(polygon.getExterior()),
        polygon.getInteriorsList().stream().map(CheckProto::ring).toList());
  }

  private static List<Check.GeoPoint> ring(Common.GeoLineString line) {
    List<Check.GeoPoint> ring = line.getPointsList().stream().map(CheckProto::point).toList();
    if (ring.size() < 4 || !ring.getFirst().equals(ring.getLast())) {
      throw RequestException.invalidMessage(
          "geo_polygon", "a ring must have at least 4 points and end where it starts");
    }
    return ring;
  }

  static Check.GeoPoint point(Common.GeoPoint point) {
    if (!(Math.abs(point.getLon()) <= 180 && Math.abs(point.getLat()) <= 90)) {
      throw RequestException.invalidMessage(
          "geo", "lon %s, lat %s is not on the globe".formatted(point.getLon(), point.getLat()));
    }
    return new Check.GeoPoint(point.getLon(), point.getLat());
  }

  private static <T> Optional<T> optional(boolean given, T value) {
    return given ? Optional.of(value) : Optional.empty();
  }
}
