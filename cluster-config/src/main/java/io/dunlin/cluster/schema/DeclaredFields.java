package io.dunlin.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What payloads have to be, as it is and as it is wanted. A field that the file has is wanted as it
 * stands there, with nothing left over of what it was.
 *
 * @param patch what can be changed
 * @param possible what that changes
 * @param impossible what points that are there might not keep to
 */
record DeclaredFields(
    ObjectNode patch, List<Difference> possible, List<Difference> impossible, List<String> others) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String FIELDS = "schema.fields.";

  static DeclaredFields compare(JsonNode present, JsonNode wanted) {
    DeclaredFields found =
        new DeclaredFields(
            JSON.objectNode(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Map.Entry<String, JsonNode> field : wanted.path("fields").properties()) {
      found.compare(field.getKey(), present.path("fields").path(field.getKey()), field.getValue());
    }
    for (String path : (Iterable<String>) present.path("fields")::fieldNames) {
      if (!wanted.path("fields").has(path)) {
        found.others.add("schema.fields." + path);
      }
    }
    found.compareExtra(JSON.textNode(present.path("extra").asText("allow")), wanted.path("extra"));
    return found;
  }

  private void compare(String path, JsonNode present, JsonNode wanted) {
    ObjectNode whole = JSON.objectNode().put("required", false);
    whole.putNull("max_length").putNull("description");
    if (wanted instanceof ObjectNode fields) {
      whole.setAll(fields);
    }
    List<Difference> differences =
        present.isMissingNode()
            ? List.of(new Difference(FIELDS + path, present, wanted))
            : Difference.of(FIELDS + path, present, whole);
    if (differences.isEmpty()) {
      return;
    }
    boolean tightens =
        present.isMissingNode()
            ? whole.path("required").asBoolean()
            : field(present).flatMap(old -> field(whole).flatMap(old::tightenedBy)).isPresent();
    if (tightens) {
      impossible.addAll(differences);
    } else {
      possible.addAll(differences);
      patch.withObjectProperty("fields").set(path, wanted);
    }
  }

  private void compareExtra(JsonNode present, JsonNode wanted) {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return;
    }
    List<Difference> differences = Difference.of("schema.extra", present, wanted);
    if (wanted.asText().equals("refuse")) {
      impossible.addAll(differences);
    } else if (!differences.isEmpty()) {
      possible.addAll(differences);
      patch.set("extra", wanted);
    }
  }

  /** Empty where the node will say what is wrong with it. */
  private static Optional<Field> field(JsonNode json) {
    for (PayloadSchema.Type type : PayloadSchema.Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(json.path("type").asText())) {
        return Optional.of(
            new Field(
                type,
                json.path("required").asBoolean(),
                json.path("max_length").isInt()
                    ? Optional.of(json.path("max_length").asInt())
                    : Optional.empty(),
                Optional.empty()));
      }
    }
    return Optional.empty();
  }
}
