package io.dunlin.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A value that is not as it is wanted.
 *
 * @param path in the collection's configuration, its parts joined by dots
 */
record Difference(String path, JsonNode present, JsonNode wanted) {
  /** Of all that is wanted; what is there beside it does not count. */
  static List<Difference> of(String path, JsonNode present, JsonNode wanted) {
    if (wanted instanceof ObjectNode fields) {
      List<Difference> found = new ArrayList<>();
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        found.addAll(
            of(path + "." + field.getKey(), present.path(field.getKey()), field.getValue()));
      }
      return found;
    }
    return same(present, wanted) ? List.of() : List.of(new Difference(path, present, wanted));
  }

  private static boolean same(JsonNode present, JsonNode wanted) {
    if (present.isMissingNode() || present.isNull()) {
      return wanted.isNull();
    }
    if (present.isNumber() && wanted.isNumber()) {
      return present.decimalValue().compareTo(wanted.decimalValue()) == 0;
    }
    return present.equals(wanted);
  }

  @Override
  public String toString() {
    return "%s: %s -> %s".formatted(path, text(present), text(wanted));
  }

  private static String text(JsonNode value) {
    return value instanceof MissingNode || value.isNull() ? "none" : value.toString();
  }
}
