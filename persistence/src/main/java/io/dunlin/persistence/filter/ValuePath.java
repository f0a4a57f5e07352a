package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.payload.EncodedPath;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values at a path: in a decoded payload by itself, in bytes through {@link #encoded}. A
 * step that does not fit what it meets, such as a key on an array, leads to no value.
 */
record ValuePath(List<JsonPath.Step> steps, EncodedPath encoded) {
  static ValuePath of(JsonPath path) {
    return new ValuePath(path.steps(), EncodedPath.of(path));
  }

  /** The elements of the array at {@code path}, which may end in {@code []} already. */
  static ValuePath ofElements(JsonPath path) {
    return of(path.elements());
  }

  /** Whether {@code test} holds for any value at this path below {@code root}. */
  boolean any(Object root, Predicate<Object> test) {
    return any(root, 0, test);
  }

  private boolean any(@Nullable Object value, int step, Predicate<Object> test) {
    if (value == null) {
      return false;
    }
    if (step == steps.size()) {
      return test.test(value);
    }
    return switch (steps.get(step)) {
      case JsonPath.Key(String name) ->
          value instanceof Map<?, ?> fields && any(fields.get(name), step + 1, test);
      case JsonPath.Index(int index) ->
          value instanceof List<?> elements
              && index < elements.size()
              && any(elements.get(index), step + 1, test);
      case JsonPath.Each _ -> {
        if (value instanceof List<?> elements) {
          for (Object element : elements) {
            if (any(element, step + 1, test)) {
              yield true;
            }
          }
        }
        yield false;
      }
    };
  }
}
