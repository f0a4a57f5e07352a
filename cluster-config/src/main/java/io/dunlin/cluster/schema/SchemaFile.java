package io.dunlin.cluster.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a file says: YAML, or JSON, which is a part of it.
 *
 * @param collections by name: each as it would be made over REST, with {@code payload_schema},
 *     indexes by field, and {@code aliases}, a list of names
 */
record SchemaFile(SortedMap<String, ObjectNode> collections) {
  private static final List<String> KEYS =
      List.of(
          "vectors",
          "sparse_vectors",
          "shard_number",
          "sharding_method",
          "replication_factor",
          "write_consistency_factor",
          "on_disk_payload",
          "hnsw_config",
          "optimizers_config",
          "quantization_config",
          "strict_mode_config",
          "schema",
          "lineage",
          "metadata",
          "payload_schema",
          "aliases");

  /**
   * @throws SchemaException naming everything that is wrong
   */
  static SchemaFile read(Path file) throws IOException {
    try {
      return of(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new SchemaException("there is no file " + file);
    } catch (SchemaException e) {
      throw new SchemaException(file + ": " + e.getMessage());
    }
  }

  static SchemaFile of(String text) throws SchemaException {
    JsonNode root;
    try {
      root =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(text);
    } catch (JsonProcessingException e) {
      throw new SchemaException("neither YAML nor JSON: " + e.getMessage());
    }
    if (!root.path("collections").isObject() || root.size() > 1) {
      throw new SchemaException("expected `collections`, by name, and nothing beside it");
    }
    SortedMap<String, ObjectNode> collections = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : root.path("collections").properties()) {
      if (each.getValue() instanceof ObjectNode collection) {
        collections.put(each.getKey(), collection);
        check(each.getKey(), collection, problems);
      } else {
        problems.add("collections." + each.getKey() + ": expected a configuration");
      }
    }
    if (!problems.isEmpty()) {
      throw new SchemaException(String.join("; ", problems));
    }
    return new SchemaFile(collections);
  }

  private static void check(String name, ObjectNode collection, List<String> problems) {
    for (String key : (Iterable<String>) collection::fieldNames) {
      if (!KEYS.contains(key)) {
        problems.add(
            "collections.%s: there is no `%s`; there are %s"
                .formatted(name, key, String.join(", ", KEYS)));
      }
    }
    expect(name, collection, "vectors", JsonNode::isObject, "vectors", problems);
    expect(name, collection, "sparse_vectors", JsonNode::isObject, "vectors by name", problems);
    expect(name, collection, "payload_schema", JsonNode::isObject, "indexes by field", problems);
    expect(name, collection, "schema", JsonNode::isObject, "`fields` and `extra`", problems);
    expect(name, collection, "aliases", JsonNode::isArray, "a list of names", problems);
  }

  private static void expect(
      String name,
      ObjectNode collection,
      String key,
      Predicate<JsonNode> form,
      String expected,
      List<String> problems) {
    JsonNode value = collection.get(key);
    if (value != null && !form.test(value)) {
      problems.add("collections.%s.%s: expected %s".formatted(name, key, expected));
    }
  }
}
