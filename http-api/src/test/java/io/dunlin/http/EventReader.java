package io.dunlin.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as the WHATWG defines them, as far as a change feed uses that. */
public final class EventReader implements AutoCloseable {
  /**
   * One event.
   *
   * @param id the last that there was
   */
  public record Event(String id, String name, JsonNode data) {}

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private String id = "";

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  public static EventReader open(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return new EventReader(client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** Waits for the next one. */
  public Event next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        return new Event(id, name, RestServer.parse(data.toString()));
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).stripLeading();
      switch (line.substring(0, colon)) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> data.append(value);
        default -> throw new AssertionError("no such field: " + line);
      }
    }
    throw new AssertionError("the stream has ended");
  }

  /** Waits for the next of this name. */
  public Event next(String name) throws IOException {
    Event event = next();
    while (!event.name().equals(name)) {
      event = next();
    }
    return event;
  }

  public boolean hasEnded() throws IOException {
    return lines.readLine() == null;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
