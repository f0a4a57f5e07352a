package io.dunlin.cluster.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A small collection, {@code guarded}, with all that is told of it. What is refused leaves it as it
 * is; what was taken is let in before the next request comes.
 */
final class Guarded {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MANY_POINTS = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private String state = "";

  Guarded(InetSocketAddress address) throws IOException {
    this.address = URI.create("http://127.0.0.1:" + address.getPort());
    makeAnew();
  }

  /** Fails when anything was changed since {@link #changed}. */
  void assertUnchanged(Object request) throws IOException {
    assertThat(read()).as("after %s", request).isEqualTo(state);
  }

  /** A request was taken: what it did counts from now on, unless it did too much. */
  void changed() throws IOException {
    JsonNode collections = send("GET", "/collections", "").at("/result/collections");
    JsonNode points = send("GET", "/collections/guarded", "").at("/result/points_count");
    JsonNode aliases = send("GET", "/aliases", "").at("/result/aliases");
    // What was taken and not waited for comes before this.
    JsonNode last =
        send("POST", "/collections/guarded/points/delete?wait=true", "{\"points\":[4242]}");
    if (collections.size() == 1
        && collections.get(0).at("/name").asText().equals("guarded")
        && points.asInt() <= MANY_POINTS
        && aliases.size() < 3
        && last.at("/result/status").asText().equals("completed")) {
      state = read();
    } else {
      makeAnew();
    }
  }

  private void makeAnew() throws IOException {
    for (JsonNode alias : send("GET", "/aliases", "").at("/result/aliases")) {
      ObjectNode action = JSON.createObjectNode();
      action
          .putArray("actions")
          .addObject()
          .putObject("delete_alias")
          .set("alias_name", alias.get("alias_name"));
      done(send("POST", "/collections/aliases", action.toString()));
    }
    for (JsonNode collection : send("GET", "/collections", "").at("/result/collections")) {
      done(send("DELETE", "/collections/" + encoded(collection.get("name").asText()), ""));
    }
    done(
        send(
            "PUT",
            "/collections/guarded",
            "{\"vectors\":{\"size\":4,\"distance\":\"Dot\"},\"shard_number\":1}"));
    done(
        send(
            "PUT",
            "/collections/guarded/points?wait=true",
            """
            {"points":[
              {"id":1,"vector":[1,0,0,0],"payload":{"kind":"a","number":1,"nested":[{"x":1}]}},
              {"id":2,"vector":[0,1,0,0],"payload":{"kind":"b","number":2.5,"words":"a red fox"}},
              {"id":3,"vector":[0,0,1,0],"payload":{"place":{"lon":1,"lat":2},"kind":null}},
              {"id":"00000000-0000-0000-0000-000000000005","vector":[1,1,1,1]}]}
            """));
    state = read();
  }

  private static String encoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : name.getBytes(UTF_8)) {
      encoded.append("%%%02X".formatted(octet));
    }
    return encoded.toString();
  }

  private static void done(JsonNode answer) {
    assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("ok");
  }

  /** All that may not change by itself. */
  private String read() throws IOException {
    JsonNode info = send("GET", "/collections/guarded", "").at("/result");
    JsonNode points =
        send(
            "POST",
            "/collections/guarded/points/scroll",
            "{\"limit\":1000,\"with_payload\":true,\"with_vector\":true}");
    return String.join(
        "\n",
        send("GET", "/collections", "").at("/result").toString(),
        send("GET", "/aliases", "").at("/result").toString(),
        info.at("/config").toString(),
        info.at("/payload_schema").toString(),
        points.at("/result").toString());
  }

  private JsonNode send(String method, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
