package io.dunlin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.logging.InMemoryLogLevels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.sharding.StrictCollections;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** A bound API server over collections in memory, and a client that speaks plain HTTP to it. */
public final class RestServer implements AutoCloseable {
  /** What a request answered. */
  public record Answer(int status, JsonNode json, HttpResponse<byte[]> response) {
    /** The part of a successful answer that the operation made. */
    public JsonNode result() {
      if (status != 200) {
        throw new AssertionError("HTTP " + status + ": " + json);
      }
      return json.get("result");
    }

    /** The text of a failure. */
    public String error() {
      return json.path("status").path("error").asText();
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActorTestKit kit;
  private final ApiServer server;
  private final InMemoryCollections collections;
  private final AtomicLong clock;
  private final HttpClient client = HttpClient.newHttpClient();

  private RestServer(
      ActorTestKit kit, ApiServer server, InMemoryCollections collections, AtomicLong clock) {
    this.kit = kit;
    this.server = server;
    this.collections = collections;
    this.clock = clock;
  }

  /** Starts one on free ports. */
  public static RestServer start() {
    return start(AccessSettings.OPEN);
  }

  /** One that callers have to show these keys. */
  public static RestServer start(AccessSettings keys) {
    ActorTestKit kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.load()));
    InMemoryCollections collections = new InMemoryCollections();
    AtomicLong clock = new AtomicLong();
    ApiSettings.Address anyPort = new ApiSettings.Address("127.0.0.1", 0);
    ApiServer server =
        ApiServer.bind(
                kit.system(),
                ApiSettings.at(anyPort, anyPort, new BuildInfo("0.0.1", "a".repeat(40))).with(keys),
                new StrictCollections(collections, clock::get),
                new PinnedBudget(1 << 20),
                new InMemoryLogLevels())
            .toCompletableFuture()
            .join();
    return new RestServer(kit, server, collections, clock);
  }

  public static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("No JSON: " + json, e);
    }
  }

  public InMemoryCollections collections() {
    return collections;
  }

  /** The clock of rate limits, in nanoseconds, which stands still by itself. */
  public AtomicLong clock() {
    return clock;
  }

  public ApiServer server() {
    return server;
  }

  /** Drops every collection. */
  public void clear() {
    for (JsonNode collection : get("/collections").result().get("collections")) {
      String name = URLEncoder.encode(collection.get("name").asText(), UTF_8).replace("+", "%20");
      delete("/collections/" + name);
    }
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  public Answer post(String path, String body) {
    return send("POST", path, body);
  }

  public Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, "");
  }

  public Answer send(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  public Answer send(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = raw(request);
    try {
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      boolean plain = response.headers().firstValue("Content-Encoding").isEmpty();
      return new Answer(
          response.statusCode(),
          json && plain ? MAPPER.readTree(response.body()) : MAPPER.missingNode(),
          response);
    } catch (IOException e) {
      throw new AssertionError("No JSON: " + new String(response.body(), UTF_8), e);
    }
  }

  public HttpRequest.Builder request(String path) {
    var address = server.restAddress();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
        .timeout(PATIENCE);
  }

  public HttpResponse<byte[]> raw(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
    kit.shutdownTestKit();
  }
}
