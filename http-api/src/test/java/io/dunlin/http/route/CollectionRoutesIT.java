package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CollectionRoutesIT {
  private static final String ONE = "{\"vectors\": {\"size\": 4, \"distance\": \"Dot\"}}";

  private final RestServer server = RestServer.start();

  @BeforeAll
  void warmUp() {
    assertThat(server.get("/").status()).isEqualTo(200);
  }

  @AfterEach
  void clear() {
    server.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aCollectionsLife() {
    assertThat(server.get("/collections/one/exists").result().get("exists").asBoolean()).isFalse();
    assertThat(server.put("/collections/one", ONE).result().asBoolean()).isTrue();
    assertThat(server.get("/collections/one/exists").result().get("exists").asBoolean()).isTrue();
    assertThat(server.get("/collections").result().at("/collections/0/name").asText())
        .isEqualTo("one");
    assertThat(server.post("/collections/one/optimize", "").result().asBoolean()).isTrue();
    assertThat(server.post("/collections/one/flush", "").result().asBoolean()).isTrue();
    assertThat(server.post("/collections/one/release", "").result().at("/shards/0/released"))
        .isEqualTo(BooleanNode.TRUE);
    JsonNode released = server.get("/collections/one").result();
    assertThat(released.path("status").asText()).isEqualTo("grey");
    assertThat(released.path("points_count").isNull()).isTrue();
    JsonNode loaded = server.post("/collections/one/load?queries=0", "").result();
    assertThat(loaded.at("/shards/0/loaded")).isEqualTo(BooleanNode.TRUE);
    assertThat(loaded.path("queries").asInt()).isZero();
    assertThat(server.delete("/collections/one").result().asBoolean()).isTrue();
    assertThat(server.delete("/collections/one").result().asBoolean()).isFalse();
  }

  @Test
  void answersComeInTheEnvelope() {
    Answer answer = server.put("/collections/one", ONE);
    assertThat(answer.json().get("status").asText()).isEqualTo("ok");
    assertThat(answer.json().get("time").isNumber()).isTrue();
    Answer failure = server.get("/collections/two");
    assertThat(failure.json().get("time").isNumber()).isTrue();
    assertThat(failure.json().has("result")).isFalse();
  }

  @Test
  void theDescriptionHasEveryDefault() {
    server.put("/collections/one", ONE).result();
    JsonNode info = server.get("/collections/one").result();
    assertThat(info.get("status").asText()).isEqualTo("green");
    assertThat(info.get("optimizer_status").asText()).isEqualTo("ok");
    assertThat(info.get("points_count").asLong()).isZero();
    assertThat(info.has("indexed_vectors_count")).isTrue();
    assertThat(info.get("segments_count").isInt()).isTrue();
    assertThat(info.get("payload_schema").isObject()).isTrue();
    assertThat(info.at("/update_queue/length").asInt()).isZero();
    JsonNode config = info.get("config");
    assertThat(config.at("/params/vectors/size").asInt()).isEqualTo(4);
    assertThat(config.at("/params/vectors/distance").asText()).isEqualTo("Dot");
    assertThat(config.at("/params/shard_number").asInt()).isEqualTo(1);
    assertThat(config.at("/params/replication_factor").asInt()).isEqualTo(1);
    assertThat(config.at("/params/write_consistency_factor").asInt()).isEqualTo(1);
    assertThat(config.at("/params/on_disk_payload").asBoolean()).isTrue();
    assertThat(config.at("/hnsw_config/m").asInt()).isEqualTo(16);
    assertThat(config.at("/hnsw_config/ef_construct").asInt()).isEqualTo(100);
    assertThat(config.at("/hnsw_config/full_scan_threshold").asInt()).isEqualTo(10_000);
    assertThat(config.at("/optimizer_config/indexing_threshold").asInt()).isEqualTo(20_000);
    assertThat(config.at("/optimizer_config/flush_interval_sec").asInt()).isEqualTo(5);
    assertThat(config.at("/optimizer_config/max_segment_size").isNull()).isTrue();
    assertThat(config.at("/wal_config/wal_capacity_mb").asInt()).isEqualTo(32);
    assertThat(config.get("quantization_config").isNull()).isTrue();
    assertThat(config.at("/strict_mode_config/enabled").asBoolean()).isFalse();
    assertThat(config.get("metadata").isObject()).isTrue();
  }

  @Test
  void everythingGivenIsKept() {
    server
        .put(
            "/collections/many",
            """
            {"vectors": {
               "text": {"size": 2, "distance": "Cosine", "hnsw_config": {"m": 8}, "on_disk": true},
               "memory": {"size": 3, "distance": "Manhattan", "datatype": "float32"}},
             "shard_number": 3, "replication_factor": 1, "on_disk_payload": false,
             "hnsw_config": {"m": 24, "ef_construct": 200, "payload_m": 4},
             "optimizers_config": {"indexing_threshold": 5, "max_optimization_threads": "auto"},
             "sharding_method": "auto", "sparse_vectors": {}, "quantization_config": null,
             "strict_mode_config": {"enabled": false}, "wal_config": {"wal_capacity_mb": 1},
             "metadata": {"owner": "me", "n": 12345678901234567890}}
            """)
        .result();
    JsonNode config = server.get("/collections/many").result().get("config");
    JsonNode vectors = config.at("/params/vectors");
    assertThat(vectors.at("/text/distance").asText()).isEqualTo("Cosine");
    assertThat(vectors.at("/text/hnsw_config/m").asInt()).isEqualTo(8);
    assertThat(vectors.at("/text/on_disk").asBoolean()).isTrue();
    assertThat(vectors.at("/memory/size").asInt()).isEqualTo(3);
    assertThat(config.at("/params/shard_number").asInt()).isEqualTo(3);
    assertThat(config.at("/params/on_disk_payload").asBoolean()).isFalse();
    assertThat(config.at("/hnsw_config/m").asInt()).isEqualTo(24);
    assertThat(config.at("/hnsw_config/payload_m").asInt()).isEqualTo(4);
    assertThat(config.at("/optimizer_config/indexing_threshold").asInt()).isEqualTo(5);
    assertThat(config.at("/metadata/n").bigIntegerValue()).isEqualTo("12345678901234567890");
    JsonNode cluster = server.get("/collections/many/cluster").result();
    assertThat(cluster.get("shard_count").asInt()).isEqualTo(3);
    assertThat(cluster.at("/local_shards/0/state").asText()).isEqualTo("Active");
    assertThat(cluster.get("remote_shards").isArray()).isTrue();
    assertThat(cluster.get("shard_transfers").isArray()).isTrue();
  }

  @Test
  void aPatchMergesOnlyWhatIsGiven() {
    server.put("/collections/one", ONE).result();
    assertThat(
            server
                .patch(
                    "/collections/one",
                    """
                    {"vectors": {"": {"hnsw_config": {"m": 5}}},
                     "params": {"on_disk_payload": false},
                     "optimizers_config": {"indexing_threshold": 7},
                     "metadata": {"a": 1}}
                    """)
                .result()
                .asBoolean())
        .isTrue();
    JsonNode config = server.get("/collections/one").result().get("config");
    assertThat(config.at("/params/vectors/hnsw_config/m").asInt()).isEqualTo(5);
    assertThat(config.at("/params/on_disk_payload").asBoolean()).isFalse();
    assertThat(config.at("/optimizer_config/indexing_threshold").asInt()).isEqualTo(7);
    assertThat(config.at("/hnsw_config/m").asInt()).isEqualTo(16);
    assertThat(config.at("/metadata/a").asInt()).isEqualTo(1);
  }

  @Test
  void aNameCannotBeTakenTwice() {
    server.put("/collections/one", ONE).result();
    Answer again = server.put("/collections/one", ONE);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.error()).isEqualTo("Wrong input: Collection `one` already exists!");
  }

  @Test
  void whatDoesNotExist() {
    Answer missing = server.get("/collections/none");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.error()).isEqualTo("Not found: Collection `none` doesn't exist!");
    assertThat(server.patch("/collections/none", "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%3Cb", "a%3Eb", "a%3Ab", "a%22b", "a%2Fb", "a%5Cb", "a%7Cb", "a%3Fb", "a%2Ab", "a%1Fb"
      })
  void namesThatACollectionCannotHave(String name) {
    Answer answer = server.put("/collections/" + name, ONE);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.error())
        .startsWith("Validation error in path parameters: [collection_name: ");
  }

  @Test
  void namesAreFrom1To255Characters() {
    assertThat(server.put("/collections/" + "n".repeat(255), ONE).status()).isEqualTo(200);
    assertThat(server.put("/collections/" + "n".repeat(256), ONE).status()).isEqualTo(422);
    assertThat(server.put("/collections/a%20b-%C3%BC", ONE).status()).isEqualTo(200);
    assertThat(server.get("/collections/a%20b-%C3%BC").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"vectors\":{\"size\":0,\"distance\":\"Dot\"}}; vectors.size: value 0 invalid, must be"
            + " from 1 to 65536",
        "{\"vectors\":{\"size\":65537,\"distance\":\"Dot\"}}; vectors.size: value 65537 invalid,"
            + " must be from 1 to 65536",
        "{\"vectors\":{\"a\":{\"size\":0,\"distance\":\"Dot\"}}}; vectors.a.size: value 0 invalid",
        "{\"vectors\":{\"a|b\":{\"size\":1,\"distance\":\"Dot\"}}}; vectors: vector name cannot"
            + " contain",
        "{\"shard_number\":0}; shard_number: value 0 invalid, must be from 1 to 16384",
        "{\"shard_number\":16385}; shard_number: value 16385 invalid, must be from 1 to 16384",
        "{\"hnsw_config\":{\"ef_construct\":3}}; hnsw_config.ef_construct: value 3 invalid, must be"
            + " 4 or larger",
        "{\"optimizers_config\":{\"deleted_threshold\":2}}; optimizers_config.deleted_threshold:"
            + " value 2.0 invalid",
      })
  void valuesOutOfBounds(String body, String reason) {
    Answer answer = server.put("/collections/one", body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.error()).startsWith("Validation error in JSON body: [" + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"vectors\":{\"size\":4}}; missing field `distance`",
        "{\"vectors\":{\"distance\":\"Dot\"}}; missing field `size`",
        "{\"vectors\":{\"size\":4,\"distance\":\"Levenshtein\"}}; unknown variant `Levenshtein`,"
            + " expected one of `Cosine`, `Euclid`, `Dot`, `Manhattan`, `Hamming`, `Jaccard`",
        "{\"vectors\":{\"size\":-4,\"distance\":\"Dot\"}}; invalid value: integer `-4`, expected"
            + " u64",
        "{\"vectors\":{\"size\":\"4\",\"distance\":\"Dot\"}}; invalid type: string \"4\", expected"
            + " u64",
        "{\"vectors\":7}; invalid type: integer `7`",
        "{\"vectors\"; Unexpected end-of-input",
        "[1,2]; invalid type: sequence",
        "{} {}; trailing characters",
      })
  void bodiesThatCannotBeRead(String body, String reason) {
    Answer answer = server.put("/collections/one", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Format error in JSON body: " + reason);
  }

  @Test
  void anEmptyBodyIsNoJson() {
    Answer answer = server.put("/collections/one", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Format error in JSON body: EOF while parsing a value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "\"sparse_vectors\":{\"s\":{\"index\":{\"memory\":\"cold\"}}}; `memory` is not built yet",
        "\"strict_mode_config\":{\"max_resident_memory_percent\":50};"
            + " `strict_mode_config.max_resident_memory_percent` is not built yet",
        "\"vectors\":{\"size\":4,\"distance\":\"Dot\",\"memory\":\"cold\"}; `memory` is not built"
            + " yet",
        "\"optimizers_config\":{\"prevent_unoptimized\":true};"
            + " `optimizers_config.prevent_unoptimized` is not built yet",
      })
  void optionsThatAreNotBuiltYet(String field, String text) {
    Answer answer = server.put("/collections/one", "{" + field + "}");
    assertThat(answer.status()).isEqualTo(501);
    assertThat(answer.error()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "timeout=x; 400; Deserialize error in query parameters: timeout: invalid digit",
        "timeout=-1; 400; Deserialize error in query parameters: timeout: invalid digit",
        "timeout=0; 422; Validation error in query parameters: [timeout: value 0 invalid, must be 1"
            + " or larger]",
      })
  void queryParametersThatCannotBe(String query, int status, String error) {
    Answer answer = server.put("/collections/one?" + query, ONE);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).startsWith(error);
  }
}
