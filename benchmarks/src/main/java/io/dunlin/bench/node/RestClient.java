package io.dunlin.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends JSON to a node on this machine over kept HTTP/1.1 connections. Any thread may use it. */
public final class RestClient implements AutoCloseable {
  private static final int SUCCESS_CLASS = 2;
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than any request of ours lets the node take. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String root;

  /** What a node said, whatever it was. */
  public record Answer(int status, String body) {
    public boolean ok() {
      return status == OK;
    }

    /** The envelope. */
    public JsonNode json() throws IOException {
      return JSON.readTree(body);
    }

    public JsonNode result() throws IOException {
      return json().path("result");
    }
  }

  public RestClient(int port) {
    this.root = "http://127.0.0.1:" + port;
  }

  /**
   * The answer's body.
   *
   * @throws IOException also for every status that is not of success
   */
  public byte[] post(String path, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != SUCCESS_CLASS) {
      throw new IOException(
          path
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  /**
   * Sends a request and waits for its answer, of whatever status.
   *
   * @param body of JSON; none where it is empty
   * @throws IOException when no answer came
   */
  public Answer send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(PATIENCE)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /**
   * The value of a counter without labels, from the node's metrics.
   *
   * @throws IOException when there is none of that name
   */
  public double metric(String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + "/metrics")).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return response
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{} "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("the node has no metric " + name));
  }

  @Override
  public void close() {
    http.close();
  }
}
