package io.dunlin.http.route;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One method on one path.
 *
 * @param endpoint method and path as the contract writes them, such as {@code PUT
 *     /collections/{collection_name}/points}; also the metrics' name for it
 * @param segments of the path; a parameter stands in braces
 */
record Operation(String method, List<String> segments, String endpoint, Handler handler) {

  static Operation of(String method, String path, Handler handler) {
    return new Operation(method, segments(path), method + " " + path, handler);
  }

  /** Whether {@code actual} is this path. */
  boolean matches(List<String> actual) {
    if (actual.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!isParameter(segment) && !segment.equals(actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The values of the path's parameters in {@code actual}, which matches. */
  Map<String, String> values(List<String> actual) {
    Map<String, String> values = HashMap.newHashMap(2);
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (isParameter(segment)) {
        values.put(segment.substring(1, segment.length() - 1), actual.get(i));
      }
    }
    return values;
  }

  /** How many parameters: where two paths match, the one with fewer is meant. */
  int parameters() {
    return (int) segments.stream().filter(Operation::isParameter).count();
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
  }
}
