package io.dunlin.cluster.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The handful of REST calls the demo makes. Answers are short and their fields few, so they are
 * read with patterns; safe for many threads.
 */
final class DemoClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
  private static final Pattern COLLECTION_STATUS =
      Pattern.compile("\"status\"\\s*:\\s*\"(green|yellow|grey|red)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI collection;
  private final Optional<String> apiKey;

  /**
   * @param node such as {@code http://127.0.0.1:6333}
   */
  DemoClient(URI node, String collection, Optional<String> apiKey) {
    this.collection = node.resolve("/collections/" + collection);
    this.apiKey = apiKey;
  }

  /** Leaves an empty collection, whatever there was. */
  void recreate(int dimension) throws IOException, InterruptedException {
    send("DELETE", "", "");
    send("PUT", "", "{\"vectors\":{\"size\":" + dimension + ",\"distance\":\"Cosine\"}}");
  }

  /** Returns once the points are durable and searchable. */
  void upsert(String batch) throws IOException, InterruptedException {
    send("PUT", "/points?wait=true", batch);
  }

  /** The ids found, best first. */
  List<Long> query(String query) throws IOException, InterruptedException {
    List<Long> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(send("POST", "/points/query", query));
    while (matcher.find()) {
      ids.add(Long.valueOf(matcher.group(1)));
    }
    return ids;
  }

  /** True when all points are indexed and nothing is left to do in the background. */
  boolean green() throws IOException, InterruptedException {
    Matcher matcher = COLLECTION_STATUS.matcher(send("GET", "", ""));
    return matcher.find() && matcher.group(1).equals("green");
  }

  @Override
  public void close() {
    http.close();
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(collection + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("content-type", "application/json")
            .timeout(TIMEOUT);
    apiKey.ifPresent(key -> builder.header("api-key", key));
    HttpRequest request = builder.build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          method + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }
}
