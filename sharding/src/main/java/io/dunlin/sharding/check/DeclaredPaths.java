package io.dunlin.sharding.check;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.JsonPath.Step;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths that a payload may have values at, step by step; what is below one of them is free. */
final class DeclaredPaths {
  private final Map<Step, DeclaredPaths> next = new HashMap<>();
  private boolean declared;

  private DeclaredPaths() {}

  DeclaredPaths(List<List<Step>> paths) {
    for (List<Step> path : paths) {
      DeclaredPaths at = this;
      for (Step step : path) {
        at = at.next.computeIfAbsent(step, _ -> new DeclaredPaths());
      }
      at.declared = true;
    }
  }

  /** Where there is a value at none of the paths, if anywhere. */
  Optional<String> extra(Payload payload) {
    return extraIn(payload.fields(), "");
  }

  private Optional<String> extra(Object value, String at) {
    if (declared || value == JsonNull.NULL) {
      return Optional.empty();
    }
    return switch (value) {
      case Map<?, ?> fields when !next.isEmpty() -> extraIn(fields, at + ".");
      case List<?> elements when next.containsKey(new JsonPath.Each()) -> {
        DeclaredPaths each = next.getOrDefault(new JsonPath.Each(), new DeclaredPaths());
        yield elements.stream()
            .flatMap(element -> each.extra(element, at + "[]").stream())
            .findFirst();
      }
      default -> Optional.of(at);
    };
  }

  private Optional<String> extraIn(Map<?, ?> fields, String before) {
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      String name = (String) field.getKey();
      DeclaredPaths below = next.getOrDefault(new JsonPath.Key(name), new DeclaredPaths());
      Optional<String> found = below.extra(field.getValue(), before + name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
