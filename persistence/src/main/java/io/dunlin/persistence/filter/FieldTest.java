package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A field condition made ready. Its checks look at the value at the path, or at every element of it
 * where it is an array; a count of values looks at the array itself.
 */
final class FieldTest {
  private FieldTest() {}

  static Predicate<Subject> of(Condition.Field field) {
    ValuePath path = ValuePath.of(field.path());
    List<Predicate<Object>> single = new ArrayList<>();
    List<LongInterval> counts = new ArrayList<>();
    for (Check check : field.checks()) {
      if (check instanceof Check.ValuesCount(var gt, var gte, var lt, var lte)) {
        counts.add(LongInterval.of(gt, gte, lt, lte));
      } else {
        single.add(ValueTest.of(check));
      }
    }
    Predicate<Subject> found = anyValue(path, anyOf(single));
    if (counts.isEmpty()) {
      return found;
    }
    return found.or(counted(path, counts));
  }

  private static Predicate<Subject> anyValue(ValuePath path, Predicate<Object> check) {
    Predicate<Object> lookedAt =
        value -> {
          if (!(value instanceof List<?> elements)) {
            return check.test(value);
          }
          for (Object element : elements) {
            if (check.test(element)) {
              return true;
            }
          }
          return false;
        };
    return subject -> subject.anyAt(path, lookedAt);
  }

  private static Predicate<Subject> counted(ValuePath path, List<LongInterval> counts) {
    Predicate<Object> fits = value -> contains(counts, count(value));
    Predicate<Subject> present = subject -> subject.anyAt(path, fits);
    // Where nothing stands at the path the count is 0.
    return contains(counts, 0) ? present.or(subject -> !subject.anyAt(path, _ -> true)) : present;
  }

  private static boolean contains(List<LongInterval> intervals, long value) {
    return intervals.stream().anyMatch(interval -> interval.contains(value));
  }

  private static long count(Object value) {
    return switch (value) {
      case JsonNull _ -> 0;
      case List<?> elements -> elements.size();
      default -> 1;
    };
  }

  private static Predicate<Object> anyOf(List<Predicate<Object>> tests) {
    return tests.stream().reduce(Predicate::or).orElse(_ -> false);
  }
}
