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
import java.util.Optional;

/** JSON over HTTP. Any thread may use it. */
final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than any request takes that asks for five seconds, with what a node adds. */
  private static final Duration PATIENCE = Duration.ofSeconds(9);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * @param path with what follows it
   * @param token of earlier answers
   */
  record Request(
      String method, String path, String body, Optional<String> token, Duration patience) {
    Request(String method, String path, String body) {
      this(method, path, body, Optional.empty(), PATIENCE);
    }

    Request with(String shown) {
      return new Request(method, path, body, Optional.of(shown), patience);
    }
  }

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
  Answer send(URI node, Request request) throws IOException {
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(node.resolve(request.path()))
            .timeout(request.patience())
            .header("content-type", "application/json")
            .method(request.method(), BodyPublishers.ofString(request.body()));
    request.token().ifPresent(token -> sent.header("dunlin-token", token));
    try {
      HttpResponse<String> response = http.send(sent.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
