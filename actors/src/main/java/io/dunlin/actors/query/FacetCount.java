package io.dunlin.actors.query;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How many points have a value.
 *
 * @param value a String, a Long or a Boolean
 */
public record FacetCount(Object value, long points) {
  /** The most frequent first; equal ones by their values. */
  private static final Comparator<FacetCount> ORDER =
      Comparator.comparingLong(FacetCount::points)
          .reversed()
          .thenComparing(FacetCount::value, FacetCount::compareValues);

  /** The {@code limit} most frequent of values of one type. */
  public static List<FacetCount> best(Map<Object, Long> counts, int limit) {
    return counts.entrySet().stream()
        .map(entry -> new FacetCount(entry.getKey(), entry.getValue()))
        .sorted(ORDER)
        .limit(limit)
        .toList();
  }

  private static int compareValues(Object a, Object b) {
    return switch (a) {
      case Long number when b instanceof Long other -> Long.compare(number, other);
      case Boolean truth when b instanceof Boolean other -> Boolean.compare(truth, other);
      default -> a.toString().compareTo(b.toString());
    };
  }
}
