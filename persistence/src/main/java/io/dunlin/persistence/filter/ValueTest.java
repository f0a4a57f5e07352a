package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.text.WordTest;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A check of one value, made ready. An array is no value here, it holds them. */
public final class ValueTest {
  private static final Pattern WHITESPACE =
      Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private ValueTest() {}

  public static Predicate<Object> of(Check check) {
    return switch (check) {
      case Check.MatchValue(Object wanted) -> wanted::equals;
      case Check.MatchAny(Set<Object> wanted) -> oneOf(wanted);
      case Check.MatchExcept(Set<Object> unwanted) ->
          oneOf(unwanted).negate().and(value -> value != JsonNull.NULL);
      case Check.MatchText(String text, Check.TextMode mode) -> text(text, mode);
      case Check.MatchWords words -> new WordTest(words);
      case Check.Range range -> NumberInterval.of(range)::contains;
      case Check.DatetimeRange(var gt, var gte, var lt, var lte) ->
          datetime(LongInterval.of(gt, gte, lt, lte));
      case Check.GeoBox _, Check.GeoRadius _, Check.GeoPolygon _ ->
          inside(GeoShape.of(check).orElseThrow());
      case Check.ValuesCount _ ->
          throw new IllegalArgumentException("a count looks at the array, not at its values");
    };
  }

  private static Predicate<Object> oneOf(Set<Object> values) {
    Set<Object> wanted = Set.copyOf(values);
    // Only these types are ever asked for; hashing a large object would be wasted.
    return value ->
        (value instanceof String || value instanceof Long || value instanceof Boolean)
            && wanted.contains(value);
  }

  private static Predicate<Object> text(String text, Check.TextMode mode) {
    return switch (mode) {
      case TEXT, PHRASE -> value -> value instanceof String stored && stored.contains(text);
      case PREFIX -> value -> value instanceof String stored && stored.startsWith(text);
      case ANY -> {
        List<String> words =
            WHITESPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
        yield value -> value instanceof String stored && words.stream().anyMatch(stored::contains);
      }
    };
  }

  private static Predicate<Object> inside(GeoShape shape) {
    return value -> {
      Check.@Nullable GeoPoint point = Geo.point(value);
      return point != null && shape.contains(point);
    };
  }

  private static Predicate<Object> datetime(LongInterval micros) {
    return value -> {
      if (!(value instanceof String text)) {
        return false;
      }
      OptionalLong instant = Datetimes.parse(text);
      return instant.isPresent() && micros.contains(instant.getAsLong());
    };
  }
}
