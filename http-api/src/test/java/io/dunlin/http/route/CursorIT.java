package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.persistence.model.CollectionInfo;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How clients begin cursors and go on with them, and read at positions, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CursorIT {
  private static final String POINTS = "/collections/c/points";
  private static final int COUNT = 5;

  private final RestServer server = RestServer.start();
  private CollectionInfo info;

  @BeforeAll
  void collection() {
    server.put("/collections/c", "{\"vectors\":{\"size\":1,\"distance\":\"Dot\"}}").result();
    for (int id = 1; id <= COUNT; id++) {
      server
          .put(
              POINTS + "?wait=true",
              "{\"points\":[{\"id\":%d,\"vector\":[%d]}]}".formatted(id, -id))
          .result();
    }
    info = server.collections().find("c").toCompletableFuture().join();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private ReadView last() {
    return server.collections().lastRead().view();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"scroll {\"limit\":2,", "query {\"query\":[1.0],\"limit\":2,"})
  void aPageLeadsToTheNext(String operation, String request) {
    List<Integer> ids = new ArrayList<>();
    String cursor = "{\"keep_alive\":\"90s\",\"reach\":7}";
    int pages = 0;
    while (!cursor.equals("null")) {
      Answer page =
          server.post(POINTS + "/" + operation, "%s\"cursor\":%s}".formatted(request, cursor));
      assertThat(page.status()).as(page.error()).isEqualTo(200);
      if (pages++ == 0) {
        assertThat(last())
            .isEqualTo(new ReadView.NewCursor(Optional.of(Duration.ofSeconds(90)), Optional.of(7)));
      }
      page.result().get("points").forEach(point -> ids.add(point.get("id").asInt()));
      JsonNode next = page.json().get("next_page_cursor");
      assertThat(next).isNotNull();
      cursor = next.toString();
    }
    assertThat(pages).isEqualTo(3);
    assertThat(ids).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void whoAsksForNoCursorIsToldOfNone() {
    Answer plain = server.post(POINTS + "/scroll", "{\"limit\":2,\"cursor\":null}");
    assertThat(plain.json().has("next_page_cursor")).isFalse();
    assertThat(last()).isEqualTo(ReadView.NEWEST);
  }

  @Test
  void aHeaderDoesWhatTheFieldDoes() {
    Answer first = headed("dunlin-cursor", "{\"reach\":3}");
    assertThat(last()).isEqualTo(new ReadView.NewCursor(Optional.empty(), Optional.of(3)));
    String token = first.json().get("next_page_cursor").asText();
    headed("dunlin-cursor", token);
    assertThat(last()).isEqualTo(new ReadView.NextPage(token));
  }

  @Test
  void aClosedCursorIsGone() {
    String token = next(server.post(POINTS + "/scroll", "{\"limit\":2,\"cursor\":{}}"));
    assertThat(server.delete("/collections/c/cursors/" + token).result().asBoolean()).isTrue();
    assertThat(server.delete("/collections/c/cursors/" + token).result().asBoolean()).isFalse();
    Answer gone =
        server.post(POINTS + "/scroll", "{\"limit\":2,\"cursor\":\"%s\"}".formatted(token));
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.error()).startsWith("Out of range: cursor: ").contains("begin again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/count {\"cursor\":{}}",
        "/search {\"vector\":[1],\"limit\":1,\"cursor\":{}}",
        "/query/batch {\"searches\":[{\"cursor\":{}}]}",
        "/query/groups {\"query\":[1],\"group_by\":\"a\",\"cursor\":{}}",
        " {\"ids\":[1],\"cursor\":{}}",
        "/query {\"prefetch\":{\"cursor\":{}},\"query\":{\"fusion\":\"rrf\"}}",
      })
  void elsewhereACursorIsRefused(String request) {
    String[] parts = request.split(" ", 2);
    Answer refused = server.post(POINTS + parts[0], parts[1]);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error())
        .isEqualTo(
            "Bad request: cursor: only points/scroll and points/query have pages; leave it out"
                + " here");
  }

  @Test
  void aReadIsAsOfAToken() {
    ReadToken token = new ReadToken(info.uuid(), Map.of(info.shards().getFirst(), 3L));
    server.post(POINTS + "/count?as_of=" + token.encode(), "{}").result();
    assertThat(last()).isEqualTo(new ReadView.AsOf(token));
    headed("dunlin-as-of", token.encode());
    assertThat(last()).isEqualTo(new ReadView.AsOf(token));

    Answer none = server.post(POINTS + "/count?as_of=new", "{}");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.error())
        .isEqualTo("Wrong input: as_of: expected the token of an earlier answer");
    Answer misplaced = server.post(POINTS + "/count", "{\"as_of\":\"x\"}");
    assertThat(misplaced.error()).startsWith("Bad request: as_of: it is a parameter");
    Answer both = server.post(POINTS + "/scroll?as_of=" + token.encode(), "{\"cursor\":{}}");
    assertThat(both.error())
        .isEqualTo("Wrong input: as_of: a cursor has positions of its own; leave one of them out");
  }

  private Answer headed(String name, String value) {
    Answer answer =
        server.send(
            server
                .request(POINTS + "/scroll")
                .header("Content-Type", "application/json")
                .header(name, value)
                .POST(BodyPublishers.ofString("{\"limit\":2}")));
    assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    return answer;
  }

  private static String next(Answer page) {
    return page.json().get("next_page_cursor").asText();
  }
}
