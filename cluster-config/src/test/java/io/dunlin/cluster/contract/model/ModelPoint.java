package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;

/**
 * A stored point.
 *
 * @param vectors by name, those that it has
 */
record ModelPoint(JsonNode id, ObjectNode payload, Map<String, double[]> vectors) {
  /** Numbers before UUIDs. */
  static final Comparator<JsonNode> BY_ID =
      Comparator.comparing(JsonNode::isTextual)
          .thenComparing((a, b) ->
              a.isTextual()
                  ? a.asText().compareTo(b.asText())
                  : a.bigIntegerValue().compareTo(b.bigIntegerValue()));
}
