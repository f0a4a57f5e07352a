package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.sharding.NewShardKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shard keys over REST: made, listed, dropped, written to and read from. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShardKeyRoutesIT {
  private static final String C = "/collections/birds";
  private static final String POINTS = C + "/points";
  private static final String ALL_OF_A =
      "\"filter\":{\"must\":[{\"key\":\"of\",\"match\":{\"value\":\"a\"}}]},\"shard_key\":\"a\"";

  private final RestServer server = RestServer.start();

  /** Key "a" with points 1 and 2, key 1 with points 2 and 3, and a collection without keys. */
  @BeforeEach
  void make() {
    server.clear();
    server
        .put(
            C,
            "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"shard_number\":2,"
                + "\"sharding_method\":\"custom\"}")
        .result();
    server.put("/collections/plain", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    assertThat(server.put(C + "/shards", "{\"shard_key\":\"a\"}").result().asBoolean()).isTrue();
    server
        .put(
            C + "/shards?timeout=3",
            "{\"shard_key\":1,\"shards_number\":1,\"replication_factor\":2,\"placement\":[1],"
                + "\"initial_state\":\"Active\"}")
        .result();
    upsert("\"a\"", "a", 1, 2);
    upsert("1", "one", 2, 3);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void upsert(String key, String of, long... ids) {
    List<String> points = new ArrayList<>();
    for (long id : ids) {
      points.add("{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"of\":\"%s\"}}".formatted(id, id, of));
    }
    server
        .put(POINTS, "{\"points\":[%s],\"shard_key\":%s}".formatted(String.join(",", points), key))
        .result();
  }

  private int count(String selector) {
    return server
        .post(POINTS + "/count", "{\"shard_key\":" + selector + "}")
        .result()
        .get("count")
        .asInt();
  }

  private static List<String> ids(JsonNode points) {
    List<String> ids = new ArrayList<>();
    points.forEach(point -> ids.add(point.get("id") + " of " + point.get("shard_key")));
    return ids;
  }

  @Test
  void keysAreListedAndShownWithTheirShards() {
    assertThat(server.get(C + "/shards").result().toString())
        .isEqualTo("{\"shard_keys\":[{\"key\":\"a\"},{\"key\":1}]}");
    assertThat(server.get("/collections/plain/shards").result().toString()).isEqualTo("{}");
    assertThat(server.collections().lastKey())
        .contains(new NewShardKey(ShardKey.of(1), Optional.of(1), Optional.of(2), List.of(1L)));
    JsonNode params = server.get(C).result().at("/config/params");
    assertThat(params.get("sharding_method").asText()).isEqualTo("custom");
    assertThat(params.get("shard_number").asInt()).isEqualTo(2);
    assertThat(
            server.get("/collections/plain").result().at("/config/params").has("sharding_method"))
        .isFalse();
    JsonNode shards = server.get(C + "/cluster").result().get("local_shards");
    assertThat(shards).hasSize(3);
    assertThat(shards.get(1).toString())
        .isEqualTo("{\"shard_id\":1,\"shard_key\":\"a\",\"points_count\":0,\"state\":\"Active\"}");
    assertThat(shards.get(2).get("shard_key").isInt()).isTrue();
    assertThat(
            server
                .get("/collections/plain/cluster")
                .result()
                .at("/local_shards/0")
                .has("shard_key"))
        .isFalse();
  }

  @Test
  void aDroppedKeyIsGoneWithItsPoints() {
    assertThat(server.post(C + "/shards/delete", "{\"shard_key\":\"a\"}").result().asBoolean())
        .isTrue();
    assertThat(server.get(C + "/shards").result().toString())
        .isEqualTo("{\"shard_keys\":[{\"key\":1}]}");
    assertThat(count("null")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"a\"; 2",
        "1; 2",
        "[\"a\",1]; 4",
        "[]; 0",
        "null; 4",
        "{\"target\":\"a\",\"fallback\":1}; 2",
        "{\"target\":\"1\",\"fallback\":\"a\"}; 2",
      })
  void countsSelect(String selector, int count) {
    assertThat(count(selector)).isEqualTo(count);
  }

  @Test
  void everyReadSelectsAndSaysWhichKeyItsPointsAreOf() {
    String one = "\"shard_key\":1";
    assertThat(ids(server.post(POINTS, "{\"ids\":[1,2],%s}".formatted(one)).result()))
        .containsExactly("2 of 1");
    assertThat(ids(server.post(POINTS + "/scroll", "{" + one + "}").result().get("points")))
        .containsExactly("2 of 1", "3 of 1");
    assertThat(
            ids(
                server
                    .post(POINTS + "/search", "{\"vector\":[1,0],\"limit\":9,%s}".formatted(one))
                    .result()))
        .containsExactly("3 of 1", "2 of 1");
    String query = "{\"query\":[1,0],\"shard_key\":[\"a\"]}";
    assertThat(ids(server.post(POINTS + "/query", query).result().get("points")))
        .containsExactly("2 of \"a\"", "1 of \"a\"");
    JsonNode batch =
        server
            .post(
                POINTS + "/query/batch",
                "{\"searches\":[%s,{\"query\":[1,0],%s},{%s,\"limit\":1}]}"
                    .formatted(query, one, one))
            .result();
    assertThat(ids(batch.get(0).get("points"))).containsExactly("2 of \"a\"", "1 of \"a\"");
    assertThat(ids(batch.get(1).get("points"))).containsExactly("3 of 1", "2 of 1");
    assertThat(ids(batch.get(2).get("points"))).containsExactly("2 of 1");
    JsonNode searches =
        server
            .post(
                POINTS + "/search/batch",
                "{\"searches\":[{\"vector\":[1,0],\"limit\":1,%s}]}".formatted(one))
            .result();
    assertThat(ids(searches.get(0))).containsExactly("3 of 1");
    assertThat(server.get(POINTS + "/3").result().get("shard_key").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST; /delete; {\"points\":[2],%s}; 1",
        "POST; /delete; {%s}; 0",
        "POST; /batch; {\"operations\":[{\"delete\":{\"points\":[1],\"shard_key\":\"a\"}},"
            + "{\"upsert\":{\"points\":[{\"id\":9,\"vector\":[1,1]}],\"shard_key\":[\"a\",1]}}]}; 2",
        "PUT; ''; {\"batch\":{\"ids\":[7],\"vectors\":[[1,2]]},\"shard_key\":\"a\"}; 3",
        "PUT; /vectors; {\"points\":[{\"id\":1,\"vector\":[1,2]}],\"shard_key\":\"a\"}; 2",
        "POST; /vectors/delete; {\"vector\":[\"\"],%s}; 2",
        "POST; /payload; {\"payload\":{\"x\":1},%s}; 2",
        "PUT; /payload; {\"payload\":{\"x\":1},%s}; 2",
        "POST; /payload/delete; {\"keys\":[\"of\"],%s}; 2",
        "POST; /payload/clear; {%s}; 2",
      })
  void everyWriteTakesKeysAndRefusesToGoWithoutOne(
      String method, String path, String body, int left) {
    String keyed = body.replace("%s", ALL_OF_A);
    String without =
        keyed
            .replaceAll(",\"shard_key\":(\"a\"|\\[\"a\",1])", "")
            .replace("\"points\":[2],\"filter\"", "\"filter\"");
    Answer refused = server.send(method, POINTS + path, without);
    assertThat(refused.status()).as(refused.json().toString()).isEqualTo(400);
    assertThat(refused.error()).startsWith("Wrong input: Shard key not specified");
    assertThat(count("null")).isEqualTo(4);
    Answer done = server.send(method, POINTS + path, keyed);
    assertThat(done.status()).as(done.json().toString()).isEqualTo(200);
    assertThat(count("\"a\"")).isEqualTo(left);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "PUT; /shards; {\"shard_key\":\"a\"}; 400; Bad request: ",
        "PUT; /shards; {}; 400; Format error in JSON body: missing field `shard_key`",
        "PUT; /shards; {\"shard_key\":null}; 400; Format error in JSON body: invalid type",
        "PUT; /shards; {\"shard_key\":1.5}; 400; Format error in JSON body: invalid type",
        "PUT; /shards; {\"shard_key\":-1}; 400; Format error in JSON body: invalid value",
        "PUT; /shards; {\"shard_key\":2,\"shards_number\":0}; 422; Validation error in JSON body: [shards_number: value 0 invalid",
        "PUT; /shards; {\"shard_key\":2,\"replication_factor\":0}; 422; Validation error in JSON body: [replication_factor: value 0 invalid",
        "PUT; /shards; {\"shard_key\":2,\"placement\":[]}; 422; Validation error in JSON body: [placement: placement names no peer",
        "PUT; /shards; {\"shard_key\":2,\"initial_state\":\"Partial\"}; 501; `initial_state` other than \"Active\"",
        "POST; /shards/delete; {\"shard_key\":2}; 400; Bad request: ",
        "POST; /shards/delete; {}; 400; Format error in JSON body: missing field `shard_key`",
        "PUT; /points; {\"points\":[],\"shard_key\":\"b\"}; 400; Wrong input: Shard key \"b\" not found in collection `birds`",
        "PUT; /points; {\"points\":[],\"shard_key\":[]}; 400; Wrong input: Empty shard keys selection",
        "POST; /points/count; {\"shard_key\":\"1\"}; 400; Wrong input: Shard key \"1\" not found in collection `birds`",
        "POST; /points/count; {\"shard_key\":{\"target\":\"x\",\"fallback\":\"y\"}}; 404; Not found: Neither target shard key \"x\" nor fallback",
        "POST; /points/count; {\"shard_key\":{\"target\":\"x\"}}; 400; Format error in JSON body: missing field `fallback`",
        "POST; /points/scroll; {\"shard_key\":true}; 400; Format error in JSON body: invalid type",
        "POST; /points; {\"ids\":[1],\"shard_key\":[true]}; 400; Format error in JSON body: invalid type",
      })
  void whatCannotBe(String method, String path, String body, int status, String error) {
    Answer answer = server.send(method, C + path, body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
    assertThat(answer.error()).startsWith(error);
    assertThat(server.get(C + "/shards").result().get("shard_keys")).hasSize(2);
    assertThat(count("null")).isEqualTo(4);
  }

  @Test
  void aKeyThatIsTooLongIsRefused() {
    String longest = "x".repeat(ShardKey.MAX_BYTES);
    assertThat(server.put(C + "/shards", "{\"shard_key\":\"%s\"}".formatted(longest)).status())
        .isEqualTo(200);
    Answer answer = server.put(C + "/shards", "{\"shard_key\":\"%sx\"}".formatted(longest));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.error()).contains("a shard key must be at most 255 bytes");
  }

  @Test
  void aWayToShardThatIsNoneIsRefused() {
    Answer answer =
        server.put(
            "/collections/c",
            "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"sharding_method\":\"alphabet\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .contains("unknown variant `alphabet`, expected one of `auto`, `custom`");
  }

  @Test
  void anAffinityIsTakenFromItsHeader() {
    assertThat(affinity("user-42")).contains("user-42");
    assertThat(affinity("")).isEmpty();
    assertThat(count("null")).isEqualTo(4);
    assertThat(server.collections().lastRead().affinity()).isEmpty();
  }

  private Optional<String> affinity(String value) {
    Answer answer =
        server.send(
            server
                .request(POINTS + "/count")
                .header("X-Qdrant-Route-Affinity", value)
                .POST(BodyPublishers.ofString("{}")));
    assertThat(answer.status()).isEqualTo(200);
    return server.collections().lastRead().affinity();
  }
}
