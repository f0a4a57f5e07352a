package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Filters in few words, for tests. */
final class Filters {
  private Filters() {}

  static Filter must(Condition... conditions) {
    return new Filter(List.of(conditions), List.of(), List.of(), Optional.empty());
  }

  static Filter should(Condition... conditions) {
    return new Filter(List.of(), List.of(conditions), List.of(), Optional.empty());
  }

  static Filter mustNot(Condition... conditions) {
    return new Filter(List.of(), List.of(), List.of(conditions), Optional.empty());
  }

  static Filter atLeast(int count, Condition... conditions) {
    return new Filter(
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new Filter.MinShould(List.of(conditions), count)));
  }

  static Condition field(String path, Check... checks) {
    return new Condition.Field(JsonPathParser.parse(path), List.of(checks));
  }

  static Condition empty(String path) {
    return new Condition.IsEmpty(JsonPathParser.parse(path));
  }

  static Condition isNull(String path) {
    return new Condition.IsNull(JsonPathParser.parse(path));
  }

  static Condition nested(String path, Filter filter) {
    return new Condition.Nested(JsonPathParser.parse(path), filter);
  }

  static Check is(Object value) {
    return new Check.MatchValue(value);
  }

  static Check any(Object... values) {
    return new Check.MatchAny(Set.of(values));
  }

  static Check except(Object... values) {
    return new Check.MatchExcept(Set.of(values));
  }

  static Check text(Check.TextMode mode, String text) {
    return new Check.MatchText(text, mode);
  }

  static Check gt(double bound) {
    return new Check.Range(
        Optional.of(bound), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Check gte(double bound) {
    return new Check.Range(
        Optional.empty(), Optional.of(bound), Optional.empty(), Optional.empty());
  }

  static Check lt(double bound) {
    return new Check.Range(
        Optional.empty(), Optional.empty(), Optional.of(bound), Optional.empty());
  }

  static Check lte(double bound) {
    return new Check.Range(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(bound));
  }

  static Check between(double gte, double lt) {
    return new Check.Range(Optional.empty(), Optional.of(gte), Optional.of(lt), Optional.empty());
  }

  /** From one moment, included, to another, excluded. */
  static Check during(String gte, String lt) {
    return new Check.DatetimeRange(
        Optional.empty(),
        Optional.of(Datetimes.parse(gte).orElseThrow()),
        Optional.of(Datetimes.parse(lt).orElseThrow()),
        Optional.empty());
  }

  static Check countGte(long bound) {
    return new Check.ValuesCount(
        Optional.empty(), Optional.of(bound), Optional.empty(), Optional.empty());
  }

  static Check countLt(long bound) {
    return new Check.ValuesCount(
        Optional.empty(), Optional.empty(), Optional.of(bound), Optional.empty());
  }

  static Check.GeoBox box(double west, double north, double east, double south) {
    return new Check.GeoBox(new Check.GeoPoint(west, north), new Check.GeoPoint(east, south));
  }

  static Check.GeoRadius circle(double lon, double lat, double meters) {
    return new Check.GeoRadius(new Check.GeoPoint(lon, lat), meters);
  }

  /** A closed square around a point. */
  static List<Check.GeoPoint> square(double lon, double lat, double half) {
    return List.of(
        new Check.GeoPoint(lon - half, lat - half),
        new Check.GeoPoint(lon + half, lat - half),
        new Check.GeoPoint(lon + half, lat + half),
        new Check.GeoPoint(lon - half, lat + half),
        new Check.GeoPoint(lon - half, lat - half));
  }
}
