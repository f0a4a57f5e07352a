package io.dunlin.persistence.expression;

import io.dunlin.persistence.model.Check;
import java.util.Optional;

/** What a comparison says of a value: one bound, or with {@code ==} two that are the same. */
record Bounds<T>(Optional<T> gt, Optional<T> gte, Optional<T> lt, Optional<T> lte) {
  static <T> Bounds<T> of(String operator, T value) {
    return new Bounds<>(
        where(operator.equals(">"), value),
        where(operator.equals(">=") || operator.equals("=="), value),
        where(operator.equals("<"), value),
        where(operator.equals("<=") || operator.equals("=="), value));
  }

  private static <T> Optional<T> where(boolean bounds, T value) {
    return bounds ? Optional.of(value) : Optional.empty();
  }

  static Check onNumber(String operator, double value) {
    Bounds<Double> bounds = of(operator, value);
    return new Check.Range(bounds.gt, bounds.gte, bounds.lt, bounds.lte);
  }

  static Check onMoment(String operator, long micros) {
    Bounds<Long> bounds = of(operator, micros);
    return new Check.DatetimeRange(bounds.gt, bounds.gte, bounds.lt, bounds.lte);
  }

  static Check onCount(String operator, long count) {
    Bounds<Long> bounds = of(operator, count);
    return new Check.ValuesCount(bounds.gt, bounds.gte, bounds.lt, bounds.lte);
  }
}
