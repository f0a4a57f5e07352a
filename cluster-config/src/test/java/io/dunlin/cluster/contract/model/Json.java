package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** Trees made by hand. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /**
   * @param fields names and values in turn
   */
  static ObjectNode object(Object... fields) {
    ObjectNode object = MAPPER.createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      object.set((String) fields[i], of(fields[i + 1]));
    }
    return object;
  }

  static ArrayNode array(Collection<?> elements) {
    ArrayNode array = MAPPER.createArrayNode();
    elements.forEach(element -> array.add(of(element)));
    return array;
  }

  static JsonNode of(Object value) {
    return switch (value) {
      case JsonNode node -> node;
      case Collection<?> elements -> array(elements);
      default -> MAPPER.valueToTree(value);
    };
  }

  /** Floats, as Dunlin has them. */
  static double[] doubles(JsonNode array) {
    double[] doubles = new double[array.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = (float) array.get(i).asDouble();
    }
    return doubles;
  }
}
