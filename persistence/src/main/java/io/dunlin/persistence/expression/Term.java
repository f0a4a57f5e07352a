package io.dunlin.persistence.expression;

import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Optional;

/**
 * A condition or its opposite. A chain of {@code and} keeps the two apart, as a filter does.
 *
 * @param condition what holds, or must not
 */
record Term(boolean negated, Condition condition) {
  static Term of(Condition condition) {
    return new Term(false, condition);
  }

  static Term not(Condition condition) {
    return new Term(true, condition);
  }

  /** The same as one condition. */
  Condition alone() {
    return negated
        ? new Filter(List.of(), List.of(), List.of(condition), Optional.empty())
        : condition;
  }
}
