package io.dunlin.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The steps from what there is to what is wanted. What the file does not speak of stays as it is,
 * and is told: nothing is ever dropped.
 *
 * @param others what is there and not in the file
 */
record SchemaPlan(List<SchemaStep> steps, List<String> others) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What a dense vector can have changed; the rest is what its points were written with. */
  private static final Set<String> OF_A_VECTOR =
      Set.of("hnsw_config", "quantization_config", "index");

  private static final Set<String> FIXED = Set.of("shard_number", "sharding_method");

  private static final Set<String> PARAMS =
      Set.of("replication_factor", "write_consistency_factor", "on_disk_payload");

  /**
   * @param present what each collection says of itself, by name
   * @param aliases collections by alias
   */
  static SchemaPlan of(
      SchemaFile wanted, SortedMap<String, JsonNode> present, Map<String, String> aliases) {
    SchemaPlan plan = new SchemaPlan(new ArrayList<>(), new ArrayList<>());
    wanted
        .collections()
        .forEach((name, collection) ->
            plan.compare(
                name,
                collection,
                Optional.ofNullable(present.get(name)).orElse(MissingNode.getInstance()),
                aliases));
    present.keySet().stream()
        .filter(name -> !wanted.collections().containsKey(name))
        .forEach(name -> plan.others.add("collection " + name));
    return plan;
  }

  boolean isPossible() {
    return steps.stream().noneMatch(SchemaStep.Impossible.class::isInstance);
  }

  private void compare(
      String name, ObjectNode wanted, JsonNode present, Map<String, String> aliases) {
    if (present.isMissingNode()) {
      ObjectNode body = wanted.deepCopy();
      body.remove(List.of("payload_schema", "aliases"));
      steps.add(new SchemaStep.Make(name, body));
    } else {
      change(name, wanted, present.path("config"));
    }
    indexes(name, wanted.path("payload_schema"), present.path("payload_schema"));
    for (JsonNode alias : wanted.path("aliases")) {
      Optional<String> now = Optional.ofNullable(aliases.get(alias.asText()));
      if (now.filter(name::equals).isEmpty()) {
        steps.add(new SchemaStep.Alias(name, alias.asText(), now));
      }
    }
  }

  private void change(String name, ObjectNode wanted, JsonNode config) {
    ObjectNode patch = JSON.objectNode();
    List<Difference> changes = new ArrayList<>();
    JsonNode params = config.path("params");
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      String key = field.getKey();
      JsonNode value = field.getValue();
      switch (key) {
        case "payload_schema", "aliases" -> {
          // These are no part of a collection's configuration.
        }
        case "vectors" -> vectors(name, value, params, patch, changes);
        case "lineage" ->
            into(
                patch,
                changes,
                Difference.of(key, JSON.booleanNode(params.path(key).asBoolean()), value),
                value,
                key);
        case "schema" -> schema(name, value, params.path(key), patch, changes);
        case "sparse_vectors" -> sparse(name, value, params.path(key), patch, changes);
        case String fixed when FIXED.contains(fixed) ->
            Difference.of(key, orAuto(key, params.path(key)), value)
                .forEach(change -> steps.add(new SchemaStep.Impossible(name, change)));
        case String param when PARAMS.contains(param) ->
            into(patch, changes, Difference.of(key, params.path(key), value), value, "params", key);
        case "optimizers_config" ->
            into(
                patch,
                changes,
                Difference.of(key, config.path("optimizer_config"), value),
                value,
                key);
        case "quantization_config" ->
            into(
                patch,
                changes,
                Difference.of(key, config.path(key), value),
                orDisabled(value),
                key);
        default -> into(patch, changes, Difference.of(key, config.path(key), value), value, key);
      }
    }
    if (!changes.isEmpty()) {
      steps.add(new SchemaStep.Change(name, patch, changes));
    }
  }

  private void vectors(
      String name, JsonNode wanted, JsonNode params, ObjectNode patch, List<Difference> changes) {
    JsonNode present = byName(params.path("vectors"));
    JsonNode byName = byName(wanted);
    for (Map.Entry<String, JsonNode> vector : byName.properties()) {
      String path = vector.getKey().isEmpty() ? "vectors" : "vectors." + vector.getKey();
      JsonNode now = present.path(vector.getKey());
      if (now.isMissingNode()) {
        steps.add(
            vector.getKey().isEmpty()
                ? new SchemaStep.Impossible(name, new Difference(path, now, vector.getValue()))
                : new SchemaStep.Vector(name, vector.getKey(), "dense", vector.getValue()));
        continue;
      }
      for (Map.Entry<String, JsonNode> field : vector.getValue().properties()) {
        String key = field.getKey();
        JsonNode value = field.getValue();
        JsonNode at =
            switch (key) {
              case "index" -> params.path(key).path(vector.getKey());
              case "normalize" ->
                  JSON.booleanNode(params.path(key).path(vector.getKey()).asBoolean());
              default -> now.path(key);
            };
        List<Difference> found = Difference.of(path + "." + key, at, value);
        if (OF_A_VECTOR.contains(key)) {
          JsonNode put = key.equals("quantization_config") ? orDisabled(value) : value;
          into(patch, changes, found, put, "vectors", vector.getKey(), key);
        } else {
          found.forEach(change -> steps.add(new SchemaStep.Impossible(name, change)));
        }
      }
    }
    for (String vector : (Iterable<String>) present::fieldNames) {
      if (!byName.has(vector)) {
        others.add("vector %s of %s".formatted(vector.isEmpty() ? "without a name" : vector, name));
      }
    }
  }

  private void sparse(
      String name, JsonNode wanted, JsonNode present, ObjectNode patch, List<Difference> changes) {
    for (Map.Entry<String, JsonNode> vector : wanted.properties()) {
      JsonNode now = present.path(vector.getKey());
      if (now.isMissingNode()) {
        steps.add(new SchemaStep.Vector(name, vector.getKey(), "sparse", vector.getValue()));
      } else {
        into(
            patch,
            changes,
            Difference.of("sparse_vectors." + vector.getKey(), now, vector.getValue()),
            vector.getValue(),
            "sparse_vectors",
            vector.getKey());
      }
    }
  }

  private void schema(
      String name, JsonNode wanted, JsonNode present, ObjectNode patch, List<Difference> changes) {
    DeclaredFields declared = DeclaredFields.compare(present, wanted);
    declared.impossible().forEach(change -> steps.add(new SchemaStep.Impossible(name, change)));
    declared.others().forEach(field -> others.add("%s of %s".formatted(field, name)));
    into(patch, changes, declared.possible(), declared.patch(), "schema");
  }

  private void indexes(String name, JsonNode wanted, JsonNode present) {
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      JsonNode now = present.path(field.getKey());
      JsonNode schema = field.getValue();
      String type = schema.isTextual() ? schema.asText() : schema.path("type").asText();
      boolean same =
          now.path("data_type").asText().equals(type)
              && (schema.isTextual()
                  || Difference.of("", now.path("params"), withoutType(schema)).isEmpty());
      if (!same) {
        steps.add(
            new SchemaStep.Index(
                name,
                field.getKey(),
                schema,
                Optional.of(now.path("data_type").asText()).filter(text -> !text.isEmpty())));
      }
    }
    for (String field : (Iterable<String>) present::fieldNames) {
      if (!wanted.has(field)) {
        others.add("index of %s of %s".formatted(field, name));
      }
    }
  }

  private static JsonNode withoutType(JsonNode schema) {
    ObjectNode params = schema.deepCopy();
    params.remove("type");
    return params;
  }

  /** Puts the value into the patch if it is another than there is. */
  private static void into(
      ObjectNode patch,
      List<Difference> changes,
      List<Difference> found,
      JsonNode value,
      String... path) {
    if (found.isEmpty()) {
      return;
    }
    changes.addAll(found);
    ObjectNode at = patch;
    for (int i = 0; i < path.length - 1; i++) {
      at = at.withObjectProperty(path[i]);
    }
    at.set(path[path.length - 1], value);
  }

  /** One vector without a name is told of without one. */
  private static JsonNode byName(JsonNode vectors) {
    return vectors.path("size").isNumber() ? JSON.objectNode().set("", vectors) : vectors;
  }

  private static JsonNode orAuto(String key, JsonNode value) {
    return key.equals("sharding_method") && value.isMissingNode() ? JSON.textNode("auto") : value;
  }

  private static JsonNode orDisabled(JsonNode value) {
    return value.isNull() ? JSON.textNode("Disabled") : value;
  }
}
