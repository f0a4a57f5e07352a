package io.dunlin.http.access;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.util.Optional;

/**
 * Conditions whose form alone says that they hold for every point, or for none: a filter of empty
 * filters limits nothing, however deep they lie. What only its values say, as in "a or not a", is
 * not seen. Pure.
 */
final class Boundless {
  private Boundless() {}

  /** Whether it leaves out no point. */
  static boolean holdsForAll(Condition condition) {
    return switch (condition) {
      case Filter filter ->
          filter.must().stream().allMatch(Boundless::holdsForAll)
              && (filter.should().isEmpty()
                  || filter.should().stream().anyMatch(Boundless::holdsForAll))
              && filter.mustNot().stream().allMatch(Boundless::holdsForNone)
              && filter
                  .minShould()
                  .map(some ->
                      some.conditions().stream().filter(Boundless::holdsForAll).count()
                          >= some.minCount())
                  .orElse(true);
      case Condition.Field field -> field.checks().stream().anyMatch(Boundless::takesAnyCount);
      case Condition.Slice slice -> slice.total() == 1;
      case Condition.HasId _,
          Condition.HasVector _,
          Condition.IsEmpty _,
          Condition.IsNull _,
          Condition.Nested _ ->
          false;
    };
  }

  /** Whether it leaves out every point. */
  private static boolean holdsForNone(Condition condition) {
    return switch (condition) {
      case Filter filter ->
          filter.must().stream().anyMatch(Boundless::holdsForNone)
              || (!filter.should().isEmpty()
                  && filter.should().stream().allMatch(Boundless::holdsForNone))
              || filter.mustNot().stream().anyMatch(Boundless::holdsForAll)
              || filter
                  .minShould()
                  .filter(some ->
                      some.conditions().stream().filter(inner -> !holdsForNone(inner)).count()
                          < some.minCount())
                  .isPresent();
      case Condition.Field field ->
          field.checks().stream()
              .allMatch(check -> check instanceof Check.MatchAny(var values) && values.isEmpty());
      case Condition.HasId(var ids) -> ids.isEmpty();
      case Condition.Nested nested -> holdsForNone(nested.filter());
      case Condition.HasVector _, Condition.IsEmpty _, Condition.IsNull _, Condition.Slice _ ->
          false;
    };
  }

  /** A count of values is 0 where there are none, and never less. */
  private static boolean takesAnyCount(Check check) {
    return check instanceof Check.ValuesCount(var gt, var gte, var lt, var lte)
        && lt.isEmpty()
        && lte.isEmpty()
        && isBelow(gt, 0)
        && isBelow(gte, 1);
  }

  private static boolean isBelow(Optional<Long> bound, long limit) {
    return bound.isEmpty() || bound.get() < limit;
  }
}
