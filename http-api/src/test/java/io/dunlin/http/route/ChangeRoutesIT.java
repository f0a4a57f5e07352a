package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.EventReader;
import io.dunlin.http.EventReader.Event;
import io.dunlin.http.RestServer;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Change feeds as server-sent events, read by the JDK's client. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeRoutesIT {
  private static final String CHANGES = "/collections/books/changes";

  private final RestServer server = RestServer.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void fill() {
    server.clear();
    server.put("/collections/books", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    upsert(1, 10);
    upsert(2, 20);
  }

  private void upsert(long id, long year) {
    server
        .put(
            "/collections/books/points?wait=true",
            "{\"points\":[{\"id\":%d,\"vector\":[1,2],\"payload\":{\"year\":%d}}]}"
                .formatted(id, year))
        .result();
  }

  private EventReader open(HttpRequest.Builder request) throws Exception {
    EventReader reader = EventReader.open(client, request.build());
    assertThat(reader.response().statusCode()).isEqualTo(200);
    return reader;
  }

  private EventReader open(String query) throws Exception {
    return open(server.request(CHANGES + query));
  }

  private static JsonNode json(String text) {
    return RestServer.parse(text);
  }

  @Test
  void tellsThePointsThatAreThereAndThenWhatHappens() throws Exception {
    try (EventReader reader = open("?start=present")) {
      assertThat(reader.response().headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      Event present = reader.next();
      assertThat(present.name()).isEqualTo("present");
      assertThat(present.data())
          .isEqualTo(
              json(
                  "{\"points\":[{\"id\":1,\"payload\":{\"year\":10}},{\"id\":2,\"payload\":{\"year\":20}}],\"last\":true}"));
      upsert(1, 11);
      upsert(3, 30);
      server.post("/collections/books/points/delete?wait=true", "{\"points\":[2]}").result();
      assertThat(reader.next("changes").data().get("changes"))
          .isEqualTo(json("[{\"set\":{\"id\":1,\"payload\":{\"year\":11},\"kind\":\"updated\"}}]"));
      Event inserted = reader.next("changes");
      assertThat(inserted.data().get("changes"))
          .isEqualTo(
              json("[{\"set\":{\"id\":3,\"payload\":{\"year\":30},\"kind\":\"inserted\"}}]"));
      assertThat(inserted.data().get("position").asLong()).isPositive();
      assertThat(inserted.data().get("shard").asInt()).isZero();
      assertThat(reader.next("changes").data().get("changes")).isEqualTo(json("[{\"removed\":2}]"));
    }
  }

  @Test
  void goesOnAfterTheLastEventOfAClientThatConnectsAgain() throws Exception {
    String last;
    try (EventReader reader = open("?start=beginning")) {
      last = reader.next("changes").id();
    }
    try (EventReader again =
        open(
            server
                .request(CHANGES + "?start=beginning&token=none")
                .header("Last-Event-ID", last))) {
      assertThat(again.next("changes").data().at("/changes/0/set/id").asLong()).isEqualTo(2);
    }
    try (EventReader byToken = open("?token=" + last + "&with_vectors=true&with_payload=false")) {
      assertThat(byToken.next("changes").data().get("changes"))
          .isEqualTo(json("[{\"set\":{\"id\":2,\"vector\":[1.0,2.0],\"kind\":\"inserted\"}}]"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"must\":[{\"key\":\"year\",\"range\":{\"gt\":15}}]}; [{\"left\":1}]",
        "year > 15; [{\"left\":1}]"
      })
  void aFilterIsJsonOrAText(String filter, String first) throws Exception {
    String query = "?start=beginning&filter=" + URLEncoder.encode(filter, UTF_8);
    try (EventReader reader = open(query)) {
      assertThat(reader.next("changes").data().get("changes")).isEqualTo(json(first));
      assertThat(reader.next("changes").data().at("/changes/0/set/id").asLong()).isEqualTo(2);
    }
    try (EventReader reader = open(query + "&skip_left=true")) {
      assertThat(reader.next("changes").data().at("/changes/0/set/id").asLong()).isEqualTo(2);
    }
  }

  @Test
  void heartbeatsSayHowFarTheFeedIs() throws Exception {
    try (EventReader reader = open("?heartbeat_ms=100")) {
      Event first = reader.next();
      assertThat(first.name()).isEqualTo("heartbeat");
      assertThat(first.data()).isEqualTo(json("{\"positions\":[{\"shard\":0,\"position\":2}]}"));
      assertThat(reader.next().id()).isEqualTo(first.id());
    }
  }

  @Test
  void theLastEventSaysWhyAFeedEnded() throws Exception {
    try (EventReader reader = open("")) {
      String id = reader.next().id();
      server.delete("/collections/books").result();
      Event end = reader.next("error");
      assertThat(end.data().get("code").asInt()).isEqualTo(404);
      assertThat(end.data().get("error").asText()).startsWith("Not found: Collection");
      assertThat(end.id()).as("the last that there was").isEqualTo(id);
      assertThat(reader.hasEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "?token=none; 400; Bad request: token: expected one of an event of a change feed",
        "?start=then; 400; unknown variant `then`, expected one of `now`, `beginning`, `present`",
        "?filter=%7B%22must%22%3A7%7D; 400; query parameters: filter: ",
        "?filter=year%20%3E; 400; query parameters: filter: ",
        "?heartbeat_ms=1; 422; [heartbeat_ms: value 1 invalid, must be 100 or larger]",
        "?with_payload=x; 400; query parameters: with_payload: ",
      })
  void aFeedThatCannotBeOpenedSaysWhy(String query, int status, String text) {
    RestServer.Answer refused = server.get(CHANGES + query);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.error()).contains(text);
  }

  @Test
  void aCollectionThatIsNotThereHasNoFeed() {
    assertThat(server.get("/collections/none/changes").status()).isEqualTo(404);
  }
}
