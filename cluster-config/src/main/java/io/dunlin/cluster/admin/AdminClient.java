package io.dunlin.cluster.admin;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.dunlin.cluster.cli.NodeOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Calls one node. Answers are read with the parser of settings, whose syntax JSON is part of. */
public final class AdminClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ConfigParseOptions JSON =
      ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI node;
  private final Optional<String> apiKey;

  public AdminClient(NodeOptions options) {
    this.node = options.url();
    this.apiKey = options.apiKey();
  }

  /** A path of segments that may hold any character. */
  public static String path(Object... segments) {
    StringBuilder path = new StringBuilder();
    for (Object segment : segments) {
      path.append('/')
          .append(
              URLEncoder.encode(segment.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return path.toString();
  }

  /** The whole answer; what was asked for stands at {@code result}. */
  Config get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  /**
   * @throws AdminException when the node refuses or cannot be reached
   */
  Config send(String method, String path, String body) throws IOException, InterruptedException {
    return parsed(text(method, path, body));
  }

  /**
   * The answer as it came.
   *
   * @throws AdminException when the node refuses or cannot be reached
   */
  public String text(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("content-type", "application/json")
            .timeout(TIMEOUT);
    apiKey.ifPresent(key -> request.header("api-key", key));
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AdminException(
          "no answer from %s (%s); is a node running there? Name another with --url"
              .formatted(node, e));
    }
    Config answer = response.statusCode() == 200 ? ConfigFactory.empty() : parsed(response.body());
    return switch (response.statusCode()) {
      case 200 -> response.body();
      case 401, 403 ->
          throw new AdminException(
              "%s refuses this: %s. Give a key with --api-key or DUNLIN_API_KEY"
                  .formatted(node, error(answer, response)));
      default -> throw new AdminException(error(answer, response));
    };
  }

  private static Config parsed(String body) {
    try {
      return ConfigFactory.parseString(body, JSON);
    } catch (ConfigException noJson) {
      return ConfigFactory.empty();
    }
  }

  private static String error(Config answer, HttpResponse<String> response) {
    return answer.hasPath("status.error")
        ? answer.getString("status.error")
        : "HTTP %d %s".formatted(response.statusCode(), response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
