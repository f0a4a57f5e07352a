package io.dunlin.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** One thing between what there is and what is wanted. Says itself what it is. */
sealed interface SchemaStep {
  String collection();

  /**
   * @param body of the request that makes it
   */
  record Make(String collection, ObjectNode body) implements SchemaStep {
    @Override
    public String toString() {
      return "is to be made";
    }
  }

  /**
   * @param patch what is to change, as a request has it
   */
  record Change(String collection, ObjectNode patch, List<Difference> differences)
      implements SchemaStep {
    @Override
    public String toString() {
      return String.join(", ", differences.stream().map(Difference::toString).toList());
    }
  }

  /**
   * A vector that is to be made in a collection that is there.
   *
   * @param kind {@code dense} or {@code sparse}
   */
  record Vector(String collection, String name, String kind, JsonNode vector)
      implements SchemaStep {
    @Override
    public String toString() {
      return "%s vector %s: none -> %s".formatted(kind, name, vector);
    }
  }

  /**
   * @param present the type that there is
   */
  record Index(String collection, String field, JsonNode schema, Optional<String> present)
      implements SchemaStep {
    @Override
    public String toString() {
      String type = schema.isTextual() ? schema.asText() : schema.path("type").asText();
      return "payload_schema.%s: %s -> %s".formatted(field, present.orElse("none"), type)
          + (present.filter(type::equals).isPresent() ? " with other parameters" : "");
    }
  }

  /**
   * @param present the collection that it names now
   */
  record Alias(String collection, String alias, Optional<String> present) implements SchemaStep {
    @Override
    public String toString() {
      return "alias %s: %s -> %s".formatted(alias, present.orElse("none"), collection);
    }
  }

  /** What no request changes. */
  record Impossible(String collection, Difference difference) implements SchemaStep {
    @Override
    public String toString() {
      return difference
          + ": this cannot be changed where there are points. Describe a collection with another name, write the points"
          + " to it, and give it this one's aliases";
    }
  }
}
