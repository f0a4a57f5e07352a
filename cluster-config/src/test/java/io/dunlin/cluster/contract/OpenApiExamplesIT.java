package io.dunlin.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dunlin.cluster.Node;
import io.dunlin.cluster.NodeInProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node describes itself, and accepts every body that it gives as an example. */
class OpenApiExamplesIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path data;

  @Test
  void everyExampleOfABodyIsAccepted() throws Exception {
    try (Node node = NodeInProcess.start(data);
        HttpClient client = HttpClient.newHttpClient()) {
      Calls calls = new Calls(client, "http://127.0.0.1:" + node.http().getPort());
      calls.prepare();
      JsonNode paths = calls.send("GET", "/openapi.json", "").get("paths");
      int sent = 0;
      SoftAssertions all = new SoftAssertions();
      for (Map.Entry<String, JsonNode> path : paths.properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          JsonNode example = method.getValue().at("/requestBody/content/application~1json/example");
          if (!example.isMissingNode()) {
            sent++;
            String name = method.getKey().toUpperCase(Locale.ROOT);
            String target = target(path.getKey(), method.getValue().get("parameters"));
            JsonNode answer = calls.send(name, target, example.toString());
            all.assertThat(answer.path("status").asText())
                .as("%s %s answers %s", name, target, answer)
                .isEqualTo("ok");
          }
        }
      }
      all.assertAll();
      assertThat(sent).isGreaterThan(30);
    }
  }

  /** The path with the examples of its parameters, and of those of the query that it needs. */
  private static String target(String path, JsonNode parameters) {
    String target = path;
    for (JsonNode parameter : parameters) {
      String name = parameter.get("name").asText();
      if (parameter.get("in").asText().equals("path")) {
        target = target.replace("{" + name + "}", parameter.get("example").asText());
      } else if (parameter.get("required").asBoolean()) {
        target += "?" + name + "=" + parameter.get("example").asText();
      }
    }
    return target;
  }

  private record Calls(HttpClient client, String node) {
    /** What the examples are about. */
    void prepare() throws Exception {
      done("PUT", "/collections/books", "{\"vectors\":{\"size\":4,\"distance\":\"Cosine\"}}");
      done(
          "PUT",
          "/collections/books/index?wait=true",
          "{\"field_name\":\"title\",\"field_schema\":\"keyword\"}");
      done(
          "PUT",
          "/collections/books/points?wait=true",
          """
          {"points": [
            {"id": 1, "vector": [0.1, 0.9, 0.2, 0.4], "payload": {"title": "Emma", "year": 1815}},
            {"id": 2, "vector": [0.3, 0.1, 0.8, 0.2], "payload": {"title": "Walden", "year": 1854}}]}
          """);
      done(
          "PUT",
          "/collections/diaries",
          "{\"vectors\":{\"size\":4,\"distance\":\"Cosine\"},\"sharding_method\":\"custom\"}");
      done("PUT", "/collections/diaries/shards", "{\"shard_key\":\"mallory\"}");
    }

    private void done(String method, String target, String body) throws Exception {
      assertThat(send(method, target, body).path("status").asText()).isEqualTo("ok");
    }

    JsonNode send(String method, String target, String body) throws Exception {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(URI.create(node + target))
                  .header("content-type", "application/json")
                  .timeout(Duration.ofSeconds(60))
                  .method(
                      method,
                      body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofByteArray());
      return MAPPER.readTree(response.body());
    }
  }
}
