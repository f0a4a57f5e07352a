package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node tells operators of itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorRoutesIT {
  private final RestServer server = RestServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void fill() {
    server.clear();
    server.put("/collections/books", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    server
        .put("/collections/books/points?wait=true", "{\"points\":[{\"id\":1,\"vector\":[1,0]}]}")
        .result();
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @ParameterizedTest
  @CsvSource({"0,false,false,false", "1,true,false,false", "2,true,true,false", "4,true,true,true"})
  void telemetryTellsMoreLevelByLevel(
      int level, boolean requests, boolean collections, boolean shards) {
    JsonNode told = server.get("/telemetry?details_level=" + level).result();
    assertThat(keys(told).contains("requests")).isEqualTo(requests);
    assertThat(told.get("app").has("system")).isEqualTo(requests);
    assertThat(told.at("/collections/number_of_collections").asInt()).isEqualTo(1);
    JsonNode books = told.at("/collections/collections/0");
    assertThat(books.path("id").asText().equals("books")).isEqualTo(collections);
    assertThat(books.path("points_count").asInt()).isEqualTo(collections ? 1 : 0);
    assertThat(books.has("shards")).isEqualTo(shards);
  }

  @Test
  void telemetryCountsRequestsAndLeavesNamesOut() {
    JsonNode told = server.get("/telemetry?details_level=2&anonymize=true").result();
    String writes = "/requests/rest/responses/PUT ~1collections~1{collection_name}~1points/200";
    assertThat(told.at(writes + "/count").asLong()).isPositive();
    assertThat(told.at(writes + "/avg_duration_micros").asDouble()).isPositive();
    assertThat(told.toString()).doesNotContain("books");
  }

  @Test
  void aLevelIsANumber() {
    assertThat(server.get("/telemetry?details_level=much").status()).isEqualTo(400);
  }

  @Test
  void theSlowestRequestsAreRemembered() {
    JsonNode requests = server.get("/profiler/slow_requests?limit=2").result().get("requests");
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).get("duration_seconds").asDouble())
        .isGreaterThanOrEqualTo(requests.get(1).get("duration_seconds").asDouble());
    assertThat(server.get("/profiler/slow_requests?limit=0").status()).isEqualTo(422);
  }

  @Test
  void levelsOfTheLogAreToldAndChanged() {
    assertThat(server.get("/logger").result().toString())
        .isEqualTo(
            "{\"log_level\":\"info\",\"loggers\":{\"ROOT\":\"warn\",\"io.dunlin\":\"info\"}}");
    assertThat(server.post("/logger", "{\"log_level\":\"debug\"}").result().asBoolean()).isTrue();
    String one = "{\"log_level\":\"off\",\"logger\":\"org.apache.pekko\"}";
    assertThat(server.post("/logger", one).result().asBoolean()).isTrue();
    JsonNode told = server.get("/logger").result();
    assertThat(told.get("log_level").asText()).isEqualTo("debug");
    assertThat(told.at("/loggers/org.apache.pekko").asText()).isEqualTo("off");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400 | missing field `log_level`",
        "{\"log_level\": \"loud\"} | 400 | unknown variant `loud`, expected one of `off`, `error`",
        "{\"log_level\": 1} | 400 | expected a string",
        "{\"log_level\": \"info\", \"logger\": \"a b\"} | 422 | logger: value \"a b\" invalid",
      })
  void aLevelThatIsNoneIsRefused(String body, int status, String error) {
    RestServer.Answer answer = server.post("/logger", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).contains(error);
  }

  @Test
  void issuesAreListedAndForgotten() {
    assertThat(server.get("/issues").result().get("issues")).isEmpty();
    assertThat(server.delete("/issues").result().asBoolean()).isTrue();
  }

  @Test
  void whatShardsTakeAndDoIsTold() {
    JsonNode memory = server.get("/collections/books/memory").result();
    assertThat(keys(memory)).containsExactly("payloads_size_bytes", "shards", "vectors_size_bytes");
    JsonNode work = server.get("/collections/books/optimizations?with=queued").result();
    assertThat(keys(work)).containsExactly("queued", "running", "summary");
    JsonNode all =
        server.get("/collections/books/optimizations?with=completed,idle_segments").result();
    assertThat(keys(all)).containsExactly("completed", "idle_segments", "running", "summary");
    assertThat(server.get("/collections/books/optimizations?with=all").status()).isEqualTo(400);
    assertThat(server.get("/collections/none/memory").status()).isEqualTo(404);
  }

  @Test
  void theClusterIsToldOfLevelByLevel() {
    JsonNode told = server.get("/cluster/telemetry").result();
    assertThat(told.at("/cluster/status").asText()).isEqualTo("disabled");
    assertThat(told.get("collections")).isEmpty();
    JsonNode more = server.get("/cluster/telemetry?details_level=1").result();
    assertThat(more.at("/collections/books/shard_count").asInt()).isEqualTo(1);
  }
}
