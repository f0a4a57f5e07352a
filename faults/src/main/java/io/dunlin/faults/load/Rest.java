package io.dunlin.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** JSON over HTTP. Any thread may use it. */
final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than any request asks for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  record Answer(int status, String body) {
    boolean ok() {
      return status == 200;
    }

    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  /**
   * @throws IOException when no answer came; a {@link java.net.ConnectException} when the request
   *     was never sent
   */
  Answer send(URI node, String method, String path, String body) throws IOException {
    return send(node, method, path, body, PATIENCE);
  }

  Answer send(URI node, String method, String path, String body, Duration patience)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve(path))
            .timeout(patience)
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
