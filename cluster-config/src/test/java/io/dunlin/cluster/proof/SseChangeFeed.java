package io.dunlin.cluster.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code GET /collections/{c}/changes}, read line by line as any client of such events does. */
final class SseChangeFeed implements ChangeFeed {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Iterator<String> lines;

  /**
   * @param parameters of the path, as they stand in it
   * @param after the last token that was read; empty where there is none
   */
  SseChangeFeed(StartedNode node, String collection, String parameters, String after)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/collections/%s/changes?%s"
                        .formatted(node.httpPort(), collection, parameters)))
            .header("api-key", node.key());
    if (!after.isEmpty()) {
      request.header("last-event-id", after);
    }
    HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
    lines = answer.body().iterator();
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + lines.next());
    }
  }

  @Override
  public Event next() throws IOException {
    String token = "";
    String kind = "";
    JsonNode data = RestClient.parse("null");
    for (String line = line(); !line.isEmpty() || kind.isEmpty(); line = line()) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.startsWith("id:")) {
        token = value;
      } else if (line.startsWith("event:")) {
        kind = value;
      } else if (line.startsWith("data:")) {
        data = RestClient.parse(value);
      }
    }
    return switch (kind) {
      case "changes" ->
          new Event(
              token,
              data.path("shard_id").asText(),
              data.path("position").asLong(),
              told(data.path("changes")));
      case "present" ->
          new Event(
              token,
              "",
              0,
              StreamSupport.stream(data.path("points").spliterator(), false)
                  .map(point -> set(point, "unknown"))
                  .toList());
      case "error" -> throw new IOException("the feed ended: " + data);
      default -> new Event(token, "", 0, List.of());
    };
  }

  private String line() throws IOException {
    try {
      if (lines.hasNext()) {
        return lines.next();
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
    throw new IOException("the feed has ended");
  }

  private static List<Told> told(JsonNode changes) {
    List<Told> told = new ArrayList<>();
    for (JsonNode change : changes) {
      if (change.has("set")) {
        told.add(set(change.path("set"), change.path("set").path("kind").asText()));
      } else if (change.has("payload_set")) {
        told.add(set(change.path("payload_set"), "payload"));
      } else if (change.has("removed")) {
        told.add(new Told(change.path("removed").asInt(), "removed", -1));
      } else if (change.has("left")) {
        told.add(new Told(change.path("left").asInt(), "left", -1));
      } else {
        throw new AssertionError(change);
      }
    }
    return told;
  }

  private static Told set(JsonNode point, String what) {
    return new Told(point.path("id").asInt(), what, point.path("payload").path("n").asInt());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
