package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pure functions from payload to payload: what set, delete and the selectors of an answer do. */
public final class PayloadEdits {
  private PayloadEdits() {}

  /** Merges the top-level keys of {@code change}. A key whose new value is null is removed. */
  public static Payload merge(Payload payload, Payload change) {
    return new Payload(merge(payload.fields(), change.fields()));
  }

  /**
   * Merges the keys of {@code change} into the object at {@code path}, made where it is missing.
   * What stands in the way of the path is replaced: a key makes an object, brackets make an empty
   * array. An index that an array does not have changes nothing in it.
   */
  public static Payload mergeAt(Payload payload, JsonPath path, Payload change) {
    return new Payload(objectOf(mergeAt(payload.fields(), path.steps(), change.fields())));
  }

  /**
   * Without what stands at the paths. A path that ends in {@code []} empties the array; one that
   * ends in an index removes nothing, since the elements behind would move up and a second removal
   * would hit another.
   */
  public static Payload without(Payload payload, List<JsonPath> paths) {
    Object kept = payload.fields();
    for (JsonPath path : paths) {
      kept = without(kept, path.steps());
    }
    return new Payload(objectOf(kept));
  }

  /**
   * Only what stands at the paths, in the objects and arrays that it stands in. Where a path leads
   * through a value that is neither, that value is kept; of arrays those elements are kept that a
   * path leads through.
   */
  public static Payload only(Payload payload, List<JsonPath> paths) {
    return new Payload(
        objectOf(only(payload.fields(), paths.stream().map(JsonPath::steps).toList())));
  }

  private static Map<String, Object> merge(Map<String, Object> fields, Map<String, Object> change) {
    Map<String, Object> merged = new LinkedHashMap<>(fields);
    change.forEach((key, value) -> {
      if (value == JsonNull.NULL) {
        merged.remove(key);
      } else {
        merged.put(key, value);
      }
    });
    return Collections.unmodifiableMap(merged);
  }

  private static Object mergeAt(
      Object target, List<JsonPath.Step> steps, Map<String, Object> change) {
    if (steps.isEmpty()) {
      return merge(objectOf(target), change);
    }
    List<JsonPath.Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case JsonPath.Key(String name) -> {
        Map<String, Object> fields = objectOf(target);
        Object old = fields.getOrDefault(name, JsonNull.NULL);
        yield with(fields, name, mergeAt(old, rest, change));
      }
      case JsonPath.Index(int index) -> {
        List<Object> elements = arrayOf(target);
        yield index < elements.size()
            ? with(elements, index, mergeAt(elements.get(index), rest, change))
            : elements;
      }
      case JsonPath.Each _ ->
          arrayOf(target).stream().map(element -> mergeAt(element, rest, change)).toList();
    };
  }

  private static Object without(Object value, List<JsonPath.Step> steps) {
    List<JsonPath.Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case JsonPath.Key(String name) -> {
        Map<String, Object> fields = objectOf(value);
        if (!fields.containsKey(name)) {
          yield value;
        }
        if (rest.isEmpty()) {
          Map<String, Object> kept = new LinkedHashMap<>(fields);
          kept.remove(name);
          yield Collections.unmodifiableMap(kept);
        }
        yield with(fields, name, without(fields.get(name), rest));
      }
      case JsonPath.Index(int index) -> {
        List<Object> elements = arrayOf(value);
        yield rest.isEmpty() || index >= elements.size()
            ? value
            : with(elements, index, without(elements.get(index), rest));
      }
      case JsonPath.Each _ -> {
        if (!(value instanceof List<?>)) {
          yield value;
        }
        yield rest.isEmpty()
            ? List.of()
            : arrayOf(value).stream().map(element -> without(element, rest)).toList();
      }
    };
  }

  /**
   * @param paths what is still to go of the paths that led here
   */
  private static Object only(Object value, List<List<JsonPath.Step>> paths) {
    if (paths.stream().anyMatch(List::isEmpty)) {
      return value;
    }
    return switch (value) {
      case Map<?, ?> _ -> {
        Map<String, Object> kept = new LinkedHashMap<>();
        objectOf(value)
            .forEach((key, field) -> {
              List<List<JsonPath.Step>> further = further(paths, new JsonPath.Key(key));
              if (!further.isEmpty()) {
                kept.put(key, only(field, further));
              }
            });
        yield Collections.unmodifiableMap(kept);
      }
      case List<?> elements -> {
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
          List<List<JsonPath.Step>> further = further(paths, new JsonPath.Index(i));
          if (!further.isEmpty()) {
            kept.add(only(elements.get(i), further));
          }
        }
        yield Collections.unmodifiableList(kept);
      }
      default -> value;
    };
  }

  /** What remains of those paths that begin with the step. */
  private static List<List<JsonPath.Step>> further(
      List<List<JsonPath.Step>> paths, JsonPath.Step taken) {
    return paths.stream()
        .filter(steps ->
            steps.getFirst().equals(taken)
                || (steps.getFirst() instanceof JsonPath.Each && taken instanceof JsonPath.Index))
        .map(steps -> steps.subList(1, steps.size()))
        .toList();
  }

  private static Map<String, Object> with(Map<String, Object> fields, String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(key, value);
    return Collections.unmodifiableMap(changed);
  }

  private static List<Object> with(List<Object> elements, int index, Object value) {
    List<Object> changed = new ArrayList<>(elements);
    changed.set(index, value);
    return Collections.unmodifiableList(changed);
  }

  /** The value if it is an object, else an empty one. */
  @SuppressWarnings("unchecked") // the keys of every map in a payload are strings
  private static Map<String, Object> objectOf(Object value) {
    return value instanceof Map<?, ?> fields ? (Map<String, Object>) fields : Map.of();
  }

  /** The value if it is an array, else an empty one. */
  @SuppressWarnings("unchecked") // a payload holds no nulls, so its lists are of objects
  private static List<Object> arrayOf(Object value) {
    return value instanceof List<?> elements ? (List<Object>) elements : List.of();
  }
}
