package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How fresh clients want reads to be, and what they are told of the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReadTermsIT {
  private static final String POINTS = "/collections/c/points";
  private static final String COUNT = POINTS + "/count";
  private static final String NEAREST = "{\"query\":[1,0]}";

  private final RestServer server = RestServer.start();
  private CollectionInfo info;

  @BeforeAll
  void collection() {
    server
        .put("/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"shard_number\":3}")
        .result();
    server.put(POINTS + "?wait=true", "{\"points\":[{\"id\":1,\"vector\":[1,0]}]}").result();
    info = server.collections().find("c").toCompletableFuture().join();
  }

  @AfterEach
  void forget() {
    server.collections().notes(ReadNotes.NONE);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private ReadToken token(long... positions) {
    Map<ShardId, Long> byShard = new HashMap<>();
    for (int number = 0; number < positions.length; number++) {
      byShard.put(info.shards().get(number), positions[number]);
    }
    return new ReadToken(info.uuid(), byShard);
  }

  private Answer count(String parameters) {
    return server.post(COUNT + parameters, "{}");
  }

  private ReadOptions last() {
    return server.collections().lastRead();
  }

  private static List<String> fields(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET /1 ''",
        "POST / {\"ids\":[1]}",
        "POST /scroll {}",
        "POST /count {}",
        "POST /query {}",
        "POST /query " + NEAREST,
        "POST /query/batch {\"searches\":[" + NEAREST + ",{}]}",
        "POST /search {\"vector\":[1,0],\"limit\":1}",
        "POST /search/batch {\"searches\":[{\"vector\":[1,0],\"limit\":1}]}",
      })
  void everyReadTakesThem(String method, String path, String body) {
    server.collections().notes(new ReadNotes(0, Map.of(), Map.of(info.shards().get(1), 9L)));
    Answer answer =
        server.send(
            method,
            POINTS
                + path
                + "?timeout=3&consistency=quorum&allow_partial=true&token="
                + token(5).encode(),
            body);
    assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    assertThat(last())
        .isEqualTo(
            new ReadOptions(
                Duration.ofSeconds(3),
                new Consistency.Majority(),
                Optional.of(token(5)),
                true,
                Optional.empty(),
                true));
    assertThat(told(answer)).isEqualTo(token(5, 9));

    server.collections().notes(ReadNotes.NONE);
    Answer plain = server.send(method, POINTS + path, body);
    assertThat(last().consistency()).isEqualTo(Consistency.ONE);
    assertThat(last().token()).isEmpty();
    assertThat(last().allowPartial()).isFalse();
    assertThat(fields(plain)).containsExactly("result", "status", "time");
  }

  @Test
  void consistencyIsANumberOfCopiesOrAWord() {
    count("?consistency=2").result();
    assertThat(last().consistency()).isEqualTo(new Consistency.Count(2));
    count("?consistency=majority").result();
    assertThat(last().consistency()).isEqualTo(new Consistency.Majority());
    count("?consistency=all").result();
    assertThat(last().consistency()).isEqualTo(new Consistency.All());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "some", "9999999999"})
  void otherConsistenciesAreRefused(String consistency) {
    Answer answer = count("?consistency=" + consistency);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("`" + consistency + "`", "majority", "quorum", "all");
  }

  @Test
  void headersServeThoseWhoCannotAddParameters() {
    Answer answer =
        server.send(
            server
                .request(COUNT)
                .header("Dunlin-Token", token(1, 7).encode())
                .header("Dunlin-Token", token(4, 2).encode())
                .header("Dunlin-Allow-Partial", "true")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(told(answer)).isEqualTo(token(4, 7));
    assertThat(last().token()).contains(token(4, 7));
    assertThat(last().allowPartial()).isTrue();
  }

  @Test
  void aParameterCountsBeforeAHeader() {
    server
        .send(
            server
                .request(COUNT + "?allow_partial=false&token=" + token(1).encode())
                .header("dunlin-token", token(4).encode())
                .header("dunlin-allow-partial", "true")
                .POST(BodyPublishers.ofString("{}")))
        .result();
    assertThat(last().token()).contains(token(1));
    assertThat(last().allowPartial()).isFalse();
  }

  @Test
  void severalTokensAreJoined() {
    count("?token=" + token(1, 7).encode() + "," + token(4, 2, 1).encode()).result();
    assertThat(last().token()).contains(token(4, 7, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?token=", "?token=new"})
  void aFirstTokenMayBeAskedFor(String parameter) {
    server
        .collections()
        .notes(
            new ReadNotes(0, Map.of(), Map.of(info.shards().get(0), 4L, info.shards().get(2), 6L)));
    Answer answer = count(parameter);
    assertThat(last().token()).isEmpty();
    assertThat(told(answer))
        .isEqualTo(
            new ReadToken(info.uuid(), Map.of(info.shards().get(0), 4L, info.shards().get(2), 6L)));
    assertThat(fields(answer)).containsExactly("result", "status", "time", "token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AQ", "new,*"})
  void whatIsNoTokenIsRefused(String token) {
    Answer answer = count("?token=" + token);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .isEqualTo(
            "Wrong input: token: expected tokens of earlier answers, separated by commas, or `new`");
    Answer header =
        server.send(
            server
                .request(COUNT)
                .header("dunlin-token", token)
                .POST(BodyPublishers.ofString("{}")));
    assertThat(header.status()).isEqualTo(400);
    assertThat(header.error()).startsWith("Wrong input: dunlin-token: expected tokens");
  }

  @Test
  void tokensOfSeveralCollectionsAreRefused() {
    String other = new ReadToken(new UUID(8, 9), Map.of()).encode();
    Answer answer = count("?token=" + token(1).encode() + "," + other);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Wrong input: token: ").contains("several collections");
  }

  @Test
  void allowPartialIsTrueOrFalse() {
    Answer answer = count("?allow_partial=yes");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("Wrong input: allow_partial: expected `true` or `false`");
  }

  @Test
  void anOldAnswerSaysSo() {
    server.collections().notes(new ReadNotes(1200, Map.of(), Map.of(info.shards().get(0), 4L)));
    Answer answer = count("");
    assertThat(fields(answer)).containsExactly("result", "status", "time", "stale_ms");
    assertThat(answer.json().get("stale_ms").asLong()).isEqualTo(1200);
  }

  @Test
  void whatIsMissingIsNamed() {
    server
        .collections()
        .notes(
            new ReadNotes(
                0,
                Map.of(
                    info.shards().get(2), "its node does not answer",
                    info.shards().get(0), "no copy"),
                Map.of()));
    Answer answer = server.post(POINTS + "/query?allow_partial=true", NEAREST);
    assertThat(fields(answer)).containsExactly("result", "status", "time", "partial");
    assertThat(answer.json().get("partial").toString())
        .isEqualTo(
            "{\"missing\":[{\"shard_id\":0,\"reason\":\"no copy\"},"
                + "{\"shard_id\":2,\"reason\":\"its node does not answer\"}]}");
  }

  /** Here a search and a page, each with notes. */
  @Test
  void aBatchHasTheNotesOfAllItsSearches() {
    server
        .collections()
        .notes(
            new ReadNotes(
                30, Map.of(info.shards().get(1), "no copy"), Map.of(info.shards().get(0), 5L)));
    Answer answer =
        server.post(
            POINTS + "/query/batch?token=" + token(3, 3).encode(),
            "{\"searches\":[{}," + NEAREST + ",{}]}");
    assertThat(answer.result()).hasSize(3);
    assertThat(answer.json().get("stale_ms").asLong()).isEqualTo(30);
    assertThat(answer.json().at("/partial/missing")).hasSize(1);
    assertThat(told(answer)).isEqualTo(token(5, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "PUT / {\"points\":[{\"id\":1,\"vector\":[1,0]}]}",
        "POST /payload {\"points\":[1],\"payload\":{\"a\":1}}",
        "POST /delete {\"points\":[7]}",
        "POST /batch {\"operations\":[{\"delete\":{\"points\":[7]}},{\"delete\":{\"points\":[8]}}]}",
      })
  void everyWriteIsAnsweredWithAToken(String method, String path, String body) {
    for (boolean wait : new boolean[] {true, false}) {
      Answer answer = server.send(method, POINTS + path + "?ordering=strong&wait=" + wait, body);
      JsonNode result = answer.result();
      JsonNode last = result.isArray() ? result.get(result.size() - 1) : result;
      assertThat(last.get("status").asText()).isEqualTo(wait ? "completed" : "acknowledged");
      assertThat(last.has("token")).isFalse();
      assertThat(fields(answer)).containsExactly("result", "status", "time", "token");
      ReadToken token = told(answer);
      assertThat(token.collection()).isEqualTo(info.uuid());
      assertThat(token.position(InMemoryCollections.SHARD))
          .isEqualTo(last.get("operation_id").asLong());
      count("?token=" + answer.json().get("token").asText()).result();
      assertThat(last().token()).contains(token);
    }
  }

  @Test
  void tokensOfManyShardsPass() {
    Map<ShardId, Long> positions = new HashMap<>();
    for (int shard = 0; shard < 1_000; shard++) {
      positions.put(new ShardId(new UUID(3, shard)), Long.MAX_VALUE - shard);
    }
    ReadToken token = new ReadToken(info.uuid(), positions);
    assertThat(told(count("?token=" + token.encode()))).isEqualTo(token);
    assertThat(
            told(
                server.send(
                    server
                        .request(COUNT)
                        .header("dunlin-token", token.encode())
                        .POST(BodyPublishers.ofString("{}")))))
        .isEqualTo(token);
  }

  private static ReadToken told(Answer answer) {
    assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    return ReadToken.parse(answer.json().path("token").asText()).orElseThrow();
  }
}
