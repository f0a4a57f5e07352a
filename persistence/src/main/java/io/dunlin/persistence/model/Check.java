package io.dunlin.persistence.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One test of one value. */
public sealed interface Check {

  /** Equal and of the same type: a {@code String}, {@code Long} or {@code Boolean}. */
  public record MatchValue(Object value) implements Check {}

  /** One of the given strings or integers. */
  public record MatchAny(Set<Object> values) implements Check {}

  /** Has a value, and it is none of these. Missing and null do not match. */
  public record MatchExcept(Set<Object> values) implements Check {}

  /** How a text is compared where the field has no text index. */
  public enum TextMode {
    TEXT,
    ANY,
    PHRASE,
    PREFIX
  }

  public record MatchText(String text, TextMode mode) implements Check {}

  /** Which of the words that are asked for a text must have. */
  public enum WordMode {
    ALL,
    ANY,
    /** All of them, side by side and in their order. */
    PHRASE
  }

  /**
   * How a text is compared where the field has a text index: by its words.
   *
   * @param schema the index's; says what is a word, so that the answer does not depend on whether
   *     the index is there by now
   */
  public record MatchWords(TextSchema schema, String text, WordMode mode) implements Check {}

  /** Bounds on a number; an absent one does not bound. */
  public record Range(
      Optional<Double> gt, Optional<Double> gte, Optional<Double> lt, Optional<Double> lte)
      implements Check {}

  /** Bounds in microseconds since the epoch, on a string that is an RFC 3339 date or time. */
  public record DatetimeRange(
      Optional<Long> gt, Optional<Long> gte, Optional<Long> lt, Optional<Long> lte)
      implements Check {}

  /** Degrees. */
  public record GeoPoint(double lon, double lat) {}

  /** Crosses the antimeridian when the left edge lies east of the right one. */
  public record GeoBox(GeoPoint topLeft, GeoPoint bottomRight) implements Check {}

  public record GeoRadius(GeoPoint center, double meters) implements Check {}

  /** Rings are closed: their first point stands again at the end. */
  public record GeoPolygon(List<GeoPoint> exterior, List<List<GeoPoint>> interiors)
      implements Check {}

  /**
   * Bounds on how many values stand at the path: null 0, an array its length, anything else 1;
   * missing 0.
   */
  public record ValuesCount(
      Optional<Long> gt, Optional<Long> gte, Optional<Long> lt, Optional<Long> lte)
      implements Check {}
}
