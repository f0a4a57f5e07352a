package io.dunlin.cluster.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares JSON with what is expected of it. Whole numbers are equal or not, others may differ in
 * the last places of a float. A few texts stand for more than themselves:
 *
 * <pre>
 * "&lt;any&gt;"            whatever is there
 * "&lt;int&gt;"            a whole number
 * "&lt;number&gt;"         a number
 * "&lt;text&gt;"           a text that is not empty
 * "&lt;list&gt;"           an array
 * "&lt;...&gt;": true      as a field: others may stand beside those that are named
 * </pre>
 */
final class ExpectedJson {
  private static final String OPEN = "<...>";
  private static final double TOLERANCE = 1e-6;

  private ExpectedJson() {}

  /** What is not as expected, and where. */
  static Optional<String> difference(JsonNode expected, JsonNode actual) {
    return difference(expected, actual, "$");
  }

  private static Optional<String> difference(JsonNode expected, JsonNode actual, String path) {
    if (expected.isTextual() && expected.asText().matches("<(any|int|number|text|list)>")) {
      return unless(fits(expected.asText(), actual), expected, actual, path);
    }
    if (expected.isObject() && actual.isObject()) {
      return ofObjects(expected, actual, path);
    }
    if (expected.isArray() && actual.isArray()) {
      return ofArrays(expected, actual, path);
    }
    if (expected.isNumber() && actual.isNumber()) {
      return unless(sameNumber(expected, actual), expected, actual, path);
    }
    return unless(expected.equals(actual), expected, actual, path);
  }

  private static boolean fits(String placeholder, JsonNode actual) {
    return switch (placeholder) {
      case "<int>" -> actual.isIntegralNumber();
      case "<number>" -> actual.isNumber();
      case "<text>" -> actual.getNodeType() == JsonNodeType.STRING && !actual.asText().isEmpty();
      case "<list>" -> actual.isArray();
      default -> !actual.isMissingNode();
    };
  }

  private static Optional<String> ofObjects(JsonNode expected, JsonNode actual, String path) {
    Set<String> more = new TreeSet<>();
    actual.fieldNames().forEachRemaining(more::add);
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (field.getKey().equals(OPEN)) {
        continue;
      }
      more.remove(field.getKey());
      Optional<String> difference =
          difference(field.getValue(), actual.path(field.getKey()), path + "." + field.getKey());
      if (difference.isPresent()) {
        return difference;
      }
    }
    return more.isEmpty() || expected.has(OPEN)
        ? Optional.empty()
        : Optional.of(path + " has also " + more);
  }

  private static Optional<String> ofArrays(JsonNode expected, JsonNode actual, String path) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      Optional<String> difference =
          difference(expected.get(i), actual.get(i), path + "[" + i + "]");
      if (difference.isPresent()) {
        return difference;
      }
    }
    return unless(expected.size() == actual.size(), expected, actual, path);
  }

  private static boolean sameNumber(JsonNode expected, JsonNode actual) {
    if (expected.isIntegralNumber() && actual.isIntegralNumber()) {
      return expected.bigIntegerValue().equals(actual.bigIntegerValue());
    }
    double wanted = expected.doubleValue();
    return Math.abs(wanted - actual.doubleValue()) <= TOLERANCE * Math.max(1, Math.abs(wanted));
  }

  private static Optional<String> unless(
      boolean same, JsonNode expected, JsonNode actual, String path) {
    return same
        ? Optional.empty()
        : Optional.of("%s is %s, expected %s".formatted(path, actual, expected));
  }
}
