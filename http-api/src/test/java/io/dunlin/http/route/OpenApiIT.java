package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.http.openapi.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The description says what there is, and its examples are accepted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");
  private static final List<String> FILES =
      List.of("service", "collections", "points", "search", "cluster", "snapshots", "short");

  private final RestServer server = RestServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  /** What the examples are about. */
  @BeforeEach
  void fill() {
    server.clear();
    server.put("/collections/books", "{\"vectors\":{\"size\":4,\"distance\":\"Cosine\"}}").result();
    server
        .put("/collections/books/index", "{\"field_name\":\"title\",\"field_schema\":\"keyword\"}")
        .result();
    server
        .put(
            "/collections/books/points?wait=true",
            """
            {"points": [
              {"id": 1, "vector": [0.1, 0.9, 0.2, 0.4], "payload": {"title": "Emma", "year": 1815}},
              {"id": 2, "vector": [0.3, 0.1, 0.8, 0.2], "payload": {"title": "Walden", "year": 1854}}]}
            """)
        .result();
    server
        .put(
            "/collections/diaries",
            "{\"vectors\":{\"size\":4,\"distance\":\"Cosine\"},\"sharding_method\":\"custom\"}")
        .result();
    server.put("/collections/diaries/shards", "{\"shard_key\":\"mallory\"}").result();
  }

  private JsonNode document() {
    Answer answer = server.get("/openapi.json");
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  private static Set<String> built() {
    Set<String> endpoints =
        Router.table(new InMemoryCollections(), TestFacts.FACTS)
            .operations()
            .map(Operation::endpoint)
            .collect(Collectors.toCollection(TreeSet::new));
    endpoints.removeAll(UnbuiltRoutes.endpoints());
    return endpoints;
  }

  @Test
  void describesWhatIsThereAndNothingElse() {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    assertThat(described).isEqualTo(built());
    Set<String> known = new HashSet<>(built());
    known.addAll(UnbuiltRoutes.endpoints());
    assertThat(known).containsAll(OpenApi.described());
  }

  @Test
  void operationsHaveTheParametersOfTheirPathsAndNamesOfTheirOwn() {
    Set<String> identifiers = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      List<String> wanted =
          PARAMETER.matcher(path.getKey()).results().map(found -> found.group(1)).toList();
      for (JsonNode operation : path.getValue()) {
        List<String> parameters = new ArrayList<>();
        for (JsonNode parameter : operation.get("parameters")) {
          if (parameter.get("in").asText().equals("path")) {
            parameters.add(parameter.get("name").asText());
            assertThat(parameter.get("required").asBoolean()).isTrue();
          }
        }
        assertThat(parameters).as(path.getKey()).isEqualTo(wanted);
        assertThat(identifiers.add(operation.get("operationId").asText())).isTrue();
      }
    }
  }

  @Test
  void referencesLeadSomewhere() {
    JsonNode document = document();
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  @Test
  void comesCompressedToWhoeverTakesThat() {
    var response = server.raw(server.request("/openapi.json").header("Accept-Encoding", "gzip"));
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.body().length).isLessThan(20_000);
  }

  /** All but those that collections in memory cannot answer. */
  static Stream<String> examples() {
    return FILES.stream()
        .flatMap(file -> file(file).get("operations").properties().stream())
        .filter(operation -> operation.getValue().has("example"))
        .map(Map.Entry::getKey)
        .filter(endpoint -> !endpoint.contains("/points/discover"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsAccepted(String endpoint) {
    JsonNode described =
        FILES.stream()
            .map(file -> file(file).get("operations").path(endpoint))
            .filter(found -> !found.isMissingNode())
            .findFirst()
            .orElseThrow();
    JsonNode explained = file("parameters").get("path");
    String path =
        PARAMETER
            .matcher(endpoint.substring(endpoint.indexOf(' ') + 1))
            .replaceAll(found -> {
              String name = found.group(1);
              JsonNode own = described.path("at").path(name);
              return own.isMissingNode()
                  ? explained.get(name).get("example").asText()
                  : own.asText();
            });
    boolean named = described.path("query").toString().contains("\"collection\"");
    JsonNode example = described.get("example");
    Answer answer =
        server.send(
            endpoint.substring(0, endpoint.indexOf(' ')),
            named ? path + "?collection=books" : path,
            example.isNull() ? "" : example.toString());
    assertThat(answer.status()).as("%s: %s", path, answer.json()).isEqualTo(200);
  }

  private static JsonNode file(String name) {
    String resource = name + ".json";
    try (InputStream in =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream(resource), resource)) {
      return RestServer.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
