package io.dunlin.http.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Puts the document together. */
public final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
  private static final String SCHEMAS = "#/components/schemas/";

  private final Descriptions descriptions = Descriptions.read();
  private final Predicate<String> open;

  private OpenApi(Predicate<String> open) {
    this.open = open;
  }

  /**
   * The document, as a JSON object.
   *
   * @param served the endpoints that are there, such as {@code GET /collections}; one that is not
   *     described is left out
   * @param open those that need no key
   * @param version of Dunlin
   */
  public static Map<String, Object> document(
      Set<String> served, Predicate<String> open, String version) {
    return new OpenApi(open).document(served, version);
  }

  /** All that is described, served or not. */
  public static Set<String> described() {
    return Set.copyOf(
        Descriptions.read().groups().stream()
            .flatMap(group -> group.operations().keySet().stream())
            .toList());
  }

  private Map<String, Object> document(Set<String> served, String version) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Descriptions.Group group : descriptions.groups()) {
      group
          .operations()
          .forEach((endpoint, operation) -> {
            if (served.contains(endpoint)) {
              path(paths, endpoint).put(method(endpoint), operation(group, endpoint, operation));
            }
          });
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        object(
            "title",
            "Dunlin",
            "description",
            "A distributed vector database that speaks Qdrant's API",
            "version",
            version,
            "license",
            object("name", "Apache-2.0", "identifier", "Apache-2.0")));
    document.put("security", List.of(object("key", List.of()), object("bearer", List.of())));
    document.put(
        "tags",
        descriptions.groups().stream()
            .map(group -> object("name", group.tag(), "description", group.about()))
            .toList());
    document.put("paths", paths);
    document.put("components", components());
    return document;
  }

  private static Map<String, Object> path(Map<String, Object> paths, String endpoint) {
    @SuppressWarnings("unchecked") // put there by this method alone
    Map<String, Object> path =
        (Map<String, Object>)
            paths.computeIfAbsent(
                endpoint.substring(endpoint.indexOf(' ') + 1), _ -> new LinkedHashMap<>());
    return path;
  }

  private static String method(String endpoint) {
    return endpoint.substring(0, endpoint.indexOf(' ')).toLowerCase(Locale.ROOT);
  }

  private Map<String, Object> operation(
      Descriptions.Group group, String endpoint, Descriptions.Operation described) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("tags", List.of(group.tag()));
    operation.put("summary", described.text("summary", endpoint));
    if (described.has("about")) {
      operation.put("description", described.text("about", ""));
    }
    operation.put("operationId", identifier(endpoint));
    if (open.test(endpoint)) {
      operation.put("security", List.of());
    }
    operation.put("parameters", parameters(endpoint, described));
    if (described.has("body")) {
      operation.put("requestBody", body(described));
    } else if (described.has("upload")) {
      operation.put("requestBody", upload());
    }
    operation.put(
        "responses",
        object(
            "200", object("description", "Done", "content", answer(described)),
            "default", object("$ref", "#/components/responses/Error")));
    return operation;
  }

  /** {@code getCollectionsCollectionNamePointsId} of {@code GET /collections/{…}/points/{id}}. */
  private static String identifier(String endpoint) {
    StringBuilder name = new StringBuilder(method(endpoint));
    for (String word : endpoint.substring(endpoint.indexOf(' ')).split("[^A-Za-z]+")) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.toString();
  }

  private List<Object> parameters(String endpoint, Descriptions.Operation described) {
    List<Object> parameters = new ArrayList<>();
    PARAMETER
        .matcher(endpoint)
        .results()
        .map(found -> found.group(1))
        .forEach(name ->
            parameters.add(
                at(
                    described,
                    name,
                    parameter(name, "path", descriptions.parameters().path(), true))));
    for (Object name : described.list("query")) {
      parameters.add(parameter((String) name, "query", descriptions.parameters().query(), false));
    }
    return parameters;
  }

  /** With the operation's own example, where it has one. */
  private static Map<String, Object> at(
      Descriptions.Operation described, String name, Map<String, Object> parameter) {
    Object example =
        (described.has("at") && described.get("at") instanceof Map<?, ?> own)
            ? own.get(name)
            : null;
    if (example != null) {
      parameter.put("example", example);
    }
    return parameter;
  }

  private static Map<String, Object> parameter(
      String name, String in, Map<String, Object> explained, boolean required) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("required", required);
    Map<?, ?> fields =
        (Map<?, ?>) Objects.requireNonNull(explained.get(name), () -> in + " " + name);
    fields.forEach((field, value) -> parameter.put((String) field, value));
    return parameter;
  }

  private static Map<String, Object> body(Descriptions.Operation described) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", described.get("body"));
    if (described.has("example")) {
      json.put("example", described.get("example"));
    }
    return object("required", true, "content", object("application/json", json));
  }

  private static Map<String, Object> upload() {
    Map<String, Object> file = object("type", "string", "format", "binary");
    Map<String, Object> form =
        object(
            "type", "object",
            "required", List.of("snapshot"),
            "properties", object("snapshot", file));
    return object(
        "required", true, "content", object("multipart/form-data", object("schema", form)));
  }

  private static Map<String, Object> answer(Descriptions.Operation described) {
    return switch (described.text("answer", "envelope")) {
      case "text" -> content("text/plain", object("type", "string"));
      case "events" -> content("text/event-stream", object("type", "string"));
      case "file" ->
          content("application/octet-stream", object("type", "string", "format", "binary"));
      case "json" -> content("application/json", described.get("result"));
      default -> content("application/json", envelope(described.get("result")));
    };
  }

  private static Map<String, Object> content(String type, Object schema) {
    return object(type, object("schema", schema));
  }

  private static Map<String, Object> envelope(Object result) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("result", result);
    properties.put("status", object("const", "ok"));
    properties.put("time", object("type", "number", "description", "Seconds"));
    return object("type", "object", "properties", properties);
  }

  /** Names and values, which stay in this order. */
  private static Map<String, Object> object(Object... pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      object.put((String) pairs[i], pairs[i + 1]);
    }
    return object;
  }

  private Map<String, Object> components() {
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", descriptions.schemas());
    components.put(
        "responses",
        object(
            "Error",
            object(
                "description",
                "What went wrong; a missing or wrong key is answered in plain text",
                "content",
                content("application/json", object("$ref", SCHEMAS + "Error")))));
    components.put(
        "securitySchemes",
        object(
            "key", object("type", "apiKey", "in", "header", "name", "api-key"),
            "bearer", object("type", "http", "scheme", "bearer")));
    return components;
  }
}
