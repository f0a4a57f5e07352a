package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values at a path: {@code a.b}, {@code a[].b}, {@code a[0]}, {@code "a b".c}. */
final class ModelPath {
  private static final Pattern STEP = Pattern.compile("\\.?(?:\"([^\"]*)\"|([\\w-]+)|\\[(\\d*)])");

  private ModelPath() {}

  /** What stands there; arrays as they are. */
  static List<JsonNode> at(JsonNode root, String path) {
    List<JsonNode> values = List.of(root);
    Matcher steps = STEP.matcher(path);
    while (steps.find()) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode value : values) {
        if (steps.group(3) == null) {
          String key = steps.group(1) == null ? steps.group(2) : steps.group(1);
          if (value.isObject() && value.has(key)) {
            next.add(value.get(key));
          }
        } else if (value.isArray()) {
          if (steps.group(3).isEmpty()) {
            value.forEach(next::add);
          } else if (value.has(Integer.parseInt(steps.group(3)))) {
            next.add(value.get(Integer.parseInt(steps.group(3))));
          }
        }
      }
      values = next;
    }
    return values;
  }

  /** The same with the elements of arrays in their place. */
  static List<JsonNode> elementsAt(JsonNode root, String path) {
    List<JsonNode> elements = new ArrayList<>();
    for (JsonNode value : at(root, path)) {
      if (value.isArray()) {
        value.forEach(elements::add);
      } else {
        elements.add(value);
      }
    }
    return elements;
  }
}
