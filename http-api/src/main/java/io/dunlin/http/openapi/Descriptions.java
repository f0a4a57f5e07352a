package io.dunlin.http.openapi;

import io.dunlin.http.codec.FreeJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is written down of operations. A file has a {@code tag}, what it is {@code about}, and
 * {@code operations} by their endpoints, each with
 *
 * <ul>
 *   <li>{@code summary}, and {@code about} where there is more to say;
 *   <li>{@code query}: names of parameters that {@code parameters.json} explains;
 *   <li>{@code body}: the schema of what is sent, or {@code upload} for a file;
 *   <li>{@code result}: the schema of what the envelope holds; or {@code answer}, where there is
 *       none: {@code text}, {@code json}, {@code file} or {@code events};
 *   <li>{@code example}: a body that is accepted, null where none is sent; {@code at} gives its
 *       path other parameters than {@code parameters.json} does.
 * </ul>
 */
record Descriptions(List<Group> groups, Map<String, Object> schemas, Parameters parameters) {
  private static final List<String> FILES =
      List.of("service", "collections", "points", "search", "cluster", "snapshots", "short");

  /** The operations of one file. */
  record Group(String tag, String about, Map<String, Operation> operations) {}

  /** Those of paths and of query strings, by their names. */
  record Parameters(Map<String, Object> path, Map<String, Object> query) {}

  /** One operation as its file has it. */
  record Operation(Map<String, Object> fields) {
    String text(String name, String otherwise) {
      return (String) fields.getOrDefault(name, otherwise);
    }

    List<?> list(String name) {
      return (List<?>) fields.getOrDefault(name, List.of());
    }

    boolean has(String name) {
      return fields.containsKey(name);
    }

    Object get(String name) {
      return Objects.requireNonNull(fields.get(name), name);
    }
  }

  static Descriptions read() {
    Map<String, Object> parameters = file("parameters");
    return new Descriptions(
        FILES.stream().map(Descriptions::group).toList(),
        file("schemas"),
        new Parameters(object(parameters, "path"), object(parameters, "query")));
  }

  private static Group group(String name) {
    Map<String, Object> file = file(name);
    Map<String, Operation> operations = new LinkedHashMap<>();
    Map<String, Object> described = object(file, "operations");
    for (String endpoint : described.keySet()) {
      operations.put(endpoint, new Operation(object(described, endpoint)));
    }
    return new Group((String) get(file, "tag"), (String) get(file, "about"), operations);
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are texts
  private static Map<String, Object> object(Map<String, Object> fields, String name) {
    return (Map<String, Object>) get(fields, name);
  }

  private static Object get(Map<String, Object> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  private static Map<String, Object> file(String name) {
    String resource = name + ".json";
    try (InputStream in =
        Objects.requireNonNull(Descriptions.class.getResourceAsStream(resource), resource)) {
      return FreeJson.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
