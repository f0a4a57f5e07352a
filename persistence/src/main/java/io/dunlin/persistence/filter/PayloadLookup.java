package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values at a path of a decoded payload; elements of an array in its place. */
public final class PayloadLookup {
  private PayloadLookup() {}

  public static Optional<Object> first(Payload payload, JsonPath path) {
    List<Object> values = all(payload, path);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  public static List<Object> all(Payload payload, JsonPath path) {
    List<Object> values = new ArrayList<>();
    boolean _ =
        ValuePath.of(path)
            .any(
                payload.fields(),
                value -> {
                  if (value instanceof List<?> elements) {
                    values.addAll(elements);
                  } else {
                    values.add(value);
                  }
                  return false;
                });
    return values;
  }
}
