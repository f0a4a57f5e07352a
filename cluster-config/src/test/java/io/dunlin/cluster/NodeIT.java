package io.dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.cluster.boot.DirectoryInUseException;
import io.dunlin.cluster.demo.Demo;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIT {
  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void startsAnswersStopsAndStartsAgainWithItsData() throws Exception {
    URI first;
    try (Node node = Node.start(settings())) {
      first = address(node);
      assertThat(send(node, "GET", "/healthz", "").body()).isEqualTo("healthz check passed");
      assertThat(send(node, "GET", "/readyz", "").statusCode()).isEqualTo(200);
      send(node, "PUT", "/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}");
      send(
          node,
          "PUT",
          "/collections/c/points?wait=true",
          "{\"points\":[{\"id\":1,\"vector\":[1,0]},{\"id\":2,\"vector\":[0,1]}]}");
      assertThat(nearest(node)).contains("\"id\":2").contains("\"score\":2.0");
    }
    assertThatThrownBy(() -> client.send(get(first.resolve("/healthz")), BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);

    try (Node node = Node.start(settings())) {
      assertThat(nearest(node)).contains("\"id\":2").contains("\"score\":2.0");
    }
  }

  @Test
  void aSecondNodeOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws Exception {
    try (Node node = Node.start(settings())) {
      assertThatThrownBy(() -> Node.start(settings())).isInstanceOf(DirectoryInUseException.class);
      assertThat(send(node, "GET", "/healthz", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseIsToldAndLeavesTheDirectoryFree() throws Exception {
    try (Node node = Node.start(settings())) {
      DunlinSettings taken =
          settings(directory.resolve("other"), Integer.toString(node.http().getPort()));
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> Node.start(taken))
            .isInstanceOf(NodeFailedException.class)
            .hasMessageContaining("Dunlin did not start")
            .hasMessageContaining("in use");
      }
    }
  }

  @Test
  void theDemoFindsTheTrueNeighbours() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Node node = Node.start(settings());
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      for (int run = 0; run < 2; run++) { // the second drops what the first left
        new Demo(address(node), 2_000, 50, printed, false).run();
      }
      String points = send(node, "GET", "/collections/demo", "").body();
      assertThat(points).contains("\"points_count\":2000");
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("points/s", "p50", "recall@10   1.0000", "curl http://127.0.0.1:");
    assertThat(text.chars().filter(letter -> letter < ' ' && letter != '\n')).isEmpty();
  }

  private String nearest(Node node) throws IOException, InterruptedException {
    return send(node, "POST", "/collections/c/points/query", "{\"query\":[1,2],\"limit\":1}")
        .body();
  }

  private HttpResponse<String> send(Node node, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address(node).resolve(path))
            .header("content-type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private static URI address(Node node) {
    return URI.create("http://127.0.0.1:" + node.http().getPort());
  }

  private DunlinSettings settings() throws Exception {
    return settings(directory.resolve("data"), "0");
  }

  private static DunlinSettings settings(Path data, String httpPort) throws Exception {
    return SettingsReader.read(
        new SettingsSources(
            Map.of(
                "dunlin.data-dir",
                data.toString(),
                "dunlin.http.port",
                httpPort,
                "dunlin.grpc.port",
                "0"),
            Map.of(),
            Optional.empty(),
            Map.of()));
  }
}
