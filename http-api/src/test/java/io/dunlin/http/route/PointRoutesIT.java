package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PointRoutesIT {
  private static final String POINTS = "/collections/c/points";
  private static final String A_UUID = "f47ac10b-58cc-4372-a567-0e02b2c3d479";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void collections() {
    server.clear();
    server.put("/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    server
        .put(
            "/collections/named",
            """
            {"vectors": {"a": {"size": 2, "distance": "Dot"}, "b": {"size": 1, "distance": "Euclid"}}}
            """)
        .result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void upsert(String points) {
    server.put(POINTS + "?wait=true", "{\"points\": [" + points + "]}").result();
  }

  private static String point(String id, String payload) {
    return "{\"id\": %s, \"vector\": [1, 0.5], \"payload\": %s}".formatted(id, payload);
  }

  private JsonNode payload(String id) {
    return server.get(POINTS + "/" + id).result().get("payload");
  }

  @Test
  void writesSayWhatBecameOfThem() {
    String body = "{\"points\": [" + point("1", "{}") + "]}";
    JsonNode later = server.put(POINTS, body).result();
    assertThat(later.get("status").asText()).isEqualTo("acknowledged");
    assertThat(later.get("operation_id").isIntegralNumber()).isTrue();
    assertThat(server.collections().lastUntilVisible()).isFalse();
    assertThat(server.collections().lastTimeout()).isEqualTo(Duration.ofSeconds(60));
    JsonNode now = server.put(POINTS + "?wait=true&timeout=5&ordering=strong", body).result();
    assertThat(now.get("status").asText()).isEqualTo("completed");
    assertThat(server.collections().lastTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aWriteThatIsStoredButNotVisibleInTimeSaysSo() {
    server.collections().beLate(true);
    try {
      String body = "{\"points\": [" + point("1", "{}") + "]}";
      JsonNode late = server.put(POINTS + "?wait=true&timeout=1", body).result();
      assertThat(late.get("status").asText()).isEqualTo("wait_timeout");
    } finally {
      server.collections().beLate(false);
    }
  }

  @Test
  void pointsWithoutIdsGetUuidsThatRiseWithTime() {
    long before = System.currentTimeMillis();
    List<UUID> made = new ArrayList<>();
    for (String body :
        List.of(
            "{\"points\":[{\"vector\":[1,1]},{\"id\":3,\"vector\":[2,2]},{\"id\":null,\"vector\":[3,3]}]}",
            "{\"batch\":{\"vectors\":[[4,4],[5,5]]}}",
            "{\"batch\":{\"vectors\":[[6,6],[7,7]],\"ids\":[null,4],\"payloads\":[{},{}]}}")) {
      JsonNode ids = server.put(POINTS + "?wait=true&auto_id=true", body).result().get("ids");
      for (JsonNode id : ids) {
        if (id.isTextual()) {
          made.add(UUID.fromString(id.asText()));
        }
      }
    }
    assertThat(made).hasSize(5).isSorted().doesNotHaveDuplicates();
    assertThat(made)
        .allSatisfy(id -> {
          assertThat(id.version()).isEqualTo(7);
          assertThat(id.getMostSignificantBits() >>> 16)
              .isBetween(before, System.currentTimeMillis());
        });
    List<Integer> first = new ArrayList<>();
    for (UUID id : made) {
      first.add(server.get(POINTS + "/" + id).result().at("/vector/0").asInt());
    }
    assertThat(first).containsExactly(1, 3, 4, 5, 6);
    assertThat(server.get(POINTS + "/3").result().at("/vector/0").asInt()).isEqualTo(2);
    assertThat(server.get(POINTS + "/4").result().at("/vector/0").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"points":[{"vector":[1,1]}]}        | missing field `id`
          {"points":[{"id":null,"vector":[1,1]}]} | a point id
          {"batch":{"vectors":[[1,1]]}}        | missing field `ids`
          {"batch":{"ids":[null],"vectors":[[1,1]]}} | a point id
          """)
  void idsAreNotMadeUnasked(String body, String problem) {
    for (String parameters : List.of("", "?auto_id=false")) {
      Answer answer = server.put(POINTS + parameters, body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error()).contains(problem);
    }
    JsonNode given = server.put(POINTS, "{\"points\":[" + point("1", "{}") + "]}").result();
    assertThat(given.has("ids")).isFalse();
  }

  @Test
  void upsertsMayOnlyInsertOrOnlyUpdate() {
    upsert(point("1", "{\"n\":1}"));
    String both = point("1", "{\"n\":2}") + "," + point("2", "{\"n\":2}");
    server
        .put(POINTS + "?wait=true", "{\"update_mode\":\"insert_only\",\"points\":[" + both + "]}")
        .result();
    assertThat(payload("1").get("n").asInt()).isEqualTo(1);
    assertThat(payload("2").get("n").asInt()).isEqualTo(2);
    String batch = "{\"ids\":[2,3],\"vectors\":[[1,1],[1,1]],\"payloads\":[{\"n\":3},{\"n\":3}]}";
    server
        .put(POINTS + "?wait=true", "{\"update_mode\":\"update_only\",\"batch\":" + batch + "}")
        .result();
    assertThat(payload("2").get("n").asInt()).isEqualTo(3);
    assertThat(server.get(POINTS + "/3").status()).isEqualTo(404);
    server.put(POINTS + "?wait=true", "{\"update_mode\":null,\"batch\":" + batch + "}").result();
    assertThat(payload("3").get("n").asInt()).isEqualTo(3);
  }

  @Test
  void updateFiltersLeavePointsThatDoNotMatch() {
    upsert(point("1", "{\"n\":1}") + "," + point("2", "{\"n\":2}"));
    String filter = "\"update_filter\":{\"must\":[{\"key\":\"n\",\"match\":{\"value\":2}}]}";
    String points =
        "["
            + point("1", "{\"n\":9}")
            + ","
            + point("2", "{\"n\":9}")
            + ","
            + point("3", "{}")
            + "]";
    JsonNode results =
        server
            .post(
                POINTS + "/batch?wait=true",
                """
                {"operations": [
                  {"update_vectors": {"points": [{"id": 1, "vector": [7, 7]}, {"id": 2, "vector": [7, 7]}], %s}},
                  {"upsert": {"points": %s, %s}}
                ]}
                """
                    .formatted(filter, points, filter))
            .result();
    assertThat(results.size()).isEqualTo(2);
    assertThat(payload("1").get("n").asInt()).isEqualTo(1);
    assertThat(server.get(POINTS + "/1").result().at("/vector/0").asInt()).isEqualTo(1);
    assertThat(payload("2").get("n").asInt()).isEqualTo(9);
    assertThat(server.get(POINTS + "/3").status()).isEqualTo(200);
    server
        .put(
            POINTS + "/vectors?wait=true",
            "{\"points\":[{\"id\":2,\"vector\":[7,7]}]," + filter.replace("2}", "9}") + "}")
        .result();
    assertThat(server.get(POINTS + "/2").result().at("/vector/0").asInt()).isEqualTo(7);
  }

  @Test
  void slicesShareThePointsAmongThem() {
    StringBuilder points = new StringBuilder();
    for (int id = 1; id <= 100; id++) {
      points.append(id == 1 ? "" : ",").append(point(Integer.toString(id), "{}"));
    }
    upsert(points.toString());
    long all = 0;
    for (int index = 0; index < 3; index++) {
      long some =
          count(
              "{\"filter\":{\"must\":[{\"slice\":{\"total\":3,\"index\":%d}}]}}".formatted(index));
      assertThat(some).isBetween(15L, 50L);
      all += some;
    }
    assertThat(all).isEqualTo(100);
  }

  @Test
  void onePointWithAllItHas() {
    upsert(point("1", "{\"city\": \"Ulm\"}"));
    JsonNode found = server.get(POINTS + "/1").result();
    assertThat(found.get("id").asInt()).isEqualTo(1);
    assertThat(found.at("/payload/city").asText()).isEqualTo("Ulm");
    assertThat(found.get("vector").toString()).isEqualTo("[1.0,0.5]");
  }

  @Test
  void idsKeepTheirPrecision() {
    upsert(point("18446744073709551615", "null") + "," + point("9007199254740993", "{}"));
    upsert(point("\"" + A_UUID.toUpperCase(Locale.ROOT) + "\"", "{}"));
    assertThat(server.get(POINTS + "/18446744073709551615").result().get("id").bigIntegerValue())
        .isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(server.get(POINTS + "/9007199254740993").result().get("id").asLong())
        .isEqualTo(9007199254740993L);
    assertThat(server.get(POINTS + "/" + A_UUID.replace("-", "")).result().get("id").asText())
        .isEqualTo(A_UUID);
    JsonNode page = server.post(POINTS + "/scroll", "{\"limit\": 2}").result();
    assertThat(page.at("/points/0/id").asLong()).isEqualTo(9007199254740993L);
    assertThat(page.get("next_page_offset").asText()).isEqualTo(A_UUID);
  }

  @Test
  void payloadsKeepTheirTypes() {
    String payload =
        "{\"i\":9223372036854775807,\"b\":18446744073709551616,\"d\":1.0,\"t\":\"\\u00e9\\n\","
            + "\"n\":null,\"l\":[1,[true,{}]],\"o\":{\"z\":1,\"a\":2}}";
    upsert(point("1", payload));
    assertThat(payload("1").toString().replace("é", "\\u00e9")).isEqualTo(payload);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "abc; 400; Wrong input: Can not recognize \"abc\" as point id",
        "-1; 400; Wrong input: Can not recognize \"-1\" as point id",
        "18446744073709551616; 400; Wrong input: Can not recognize \"18446744073709551616\" as point id",
        "7; 404; Not found: Point with id 7 does not exists!",
      })
  void idsInPathsThatLeadNowhere(String id, int status, String error) {
    Answer answer = server.get(POINTS + "/" + id);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
  }

  @Test
  void retrieveAnswersWhatExists() {
    upsert(point("1", "{\"a\":{\"x\":1,\"y\":2},\"b\":3}") + "," + point("2", "{}"));
    JsonNode found = server.post(POINTS, "{\"ids\": [2, 9, 1]}").result();
    assertThat(found.size()).isEqualTo(2);
    assertThat(found.at("/0/id").asInt()).isEqualTo(2);
    assertThat(found.at("/0").has("vector")).isFalse();
    assertThat(found.at("/1/payload/b").asInt()).isEqualTo(3);
    JsonNode selected =
        server
            .post(
                POINTS,
                "{\"ids\":[1],\"with_payload\":{\"include\":[\"a.x\"]},\"with_vector\":true}")
            .result()
            .get(0);
    assertThat(selected.get("payload").toString()).isEqualTo("{\"a\":{\"x\":1}}");
    assertThat(selected.get("vector").size()).isEqualTo(2);
    assertThat(
            server
                .post(POINTS, "{\"ids\":[1],\"with_payload\":{\"exclude\":[\"a\"]}}")
                .result()
                .at("/0/payload")
                .toString())
        .isEqualTo("{\"b\":3}");
    assertThat(
            server
                .post(POINTS, "{\"ids\":[1],\"with_payload\":false}")
                .result()
                .get(0)
                .has("payload"))
        .isFalse();
  }

  @Test
  void batchesComeInColumns() {
    server
        .put(
            POINTS,
            "{\"batch\":{\"ids\":[1,2],\"vectors\":[[1,2],[3,4]],\"payloads\":[{\"a\":1},null]}}")
        .result();
    assertThat(server.get(POINTS + "/2").result().get("vector").toString()).isEqualTo("[3.0,4.0]");
    assertThat(payload("1").toString()).isEqualTo("{\"a\":1}");
    assertThat(payload("2").toString()).isEqualTo("{}");
    server
        .put(
            "/collections/named/points",
            "{\"batch\":{\"ids\":[1,2],\"vectors\":{\"a\":[[1,2],[3,4]],\"b\":[[5],[6]]}}}")
        .result();
    assertThat(server.get("/collections/named/points/2").result().get("vector").toString())
        .isEqualTo("{\"a\":[3.0,4.0],\"b\":[6.0]}");
    Answer crooked = server.put(POINTS, "{\"batch\":{\"ids\":[1,2],\"vectors\":[[1,2]]}}");
    assertThat(crooked.status()).isEqualTo(422);
    assertThat(crooked.error()).contains("number of ids and vectors must be equal (2 != 1)");
  }

  @Test
  void namedVectorsChangeOneByOne() {
    String points = "/collections/named/points";
    server.put(points, "{\"points\":[{\"id\":1,\"vector\":{\"a\":[1,2],\"b\":[3]}}]}").result();
    server.put(points + "/vectors", "{\"points\":[{\"id\":1,\"vector\":{\"b\":[9]}}]}").result();
    assertThat(server.get(points + "/1").result().get("vector").toString())
        .isEqualTo("{\"a\":[1.0,2.0],\"b\":[9.0]}");
    server.post(points + "/vectors/delete", "{\"points\":[1],\"vector\":[\"a\"]}").result();
    assertThat(server.get(points + "/1").result().get("vector").toString())
        .isEqualTo("{\"b\":[9.0]}");
    assertThat(
            server
                .post(points, "{\"ids\":[1],\"with_vector\":[\"b\"]}")
                .result()
                .at("/0/vector/b/0")
                .asInt())
        .isEqualTo(9);
  }

  @Test
  void payloadsChangeKeyByKey() {
    upsert(point("1", "{\"a\":1,\"o\":{\"x\":1}}"));
    server.post(POINTS + "/payload", "{\"points\":[1],\"payload\":{\"b\":2}}").result();
    server
        .post(POINTS + "/payload", "{\"points\":[1],\"payload\":{\"y\":2},\"key\":\"o\"}")
        .result();
    assertThat(payload("1").toString()).isEqualTo("{\"a\":1,\"o\":{\"x\":1,\"y\":2},\"b\":2}");
    server
        .post(
            POINTS + "/payload/delete",
            "{\"filter\":{\"must\":{\"key\":\"a\",\"match\":{\"value\":1}}},\"keys\":[\"a\",\"o.x\"]}")
        .result();
    assertThat(payload("1").toString()).isEqualTo("{\"o\":{\"y\":2},\"b\":2}");
    server.put(POINTS + "/payload", "{\"points\":[1],\"payload\":{\"z\":1}}").result();
    assertThat(payload("1").toString()).isEqualTo("{\"z\":1}");
    server.post(POINTS + "/payload/clear", "{\"points\":[1]}").result();
    assertThat(payload("1").toString()).isEqualTo("{}");
  }

  @Test
  void deletesByIdsAndByFilter() {
    upsert(point("1", "{\"a\":1}") + "," + point("2", "{\"a\":2}") + "," + point("3", "{}"));
    server.post(POINTS + "/delete", "{\"points\":[3,99]}").result();
    assertThat(count("{}")).isEqualTo(2);
    server
        .post(
            POINTS + "/delete", "{\"filter\":{\"must\":[{\"key\":\"a\",\"match\":{\"value\":1}}]}}")
        .result();
    assertThat(count("{\"exact\":true}")).isEqualTo(1);
    server.post(POINTS + "/delete", "{\"filter\":{}}").result();
    assertThat(count("{}")).isZero();
  }

  private long count(String body) {
    return server.post(POINTS + "/count", body).result().get("count").asLong();
  }

  @Test
  void countsWhatMatches() {
    upsert(point("1", "{\"a\":1}") + "," + point("2", "{\"a\":[1,5]}"));
    assertThat(count("{\"filter\":{\"must\":[{\"key\":\"a\",\"range\":{\"gt\":1}}]}}"))
        .isEqualTo(1);
    assertThat(count("{\"filter\":{\"must_not\":[{\"has_id\":[1,2]}]}}")).isZero();
  }

  @Test
  void scrollsPageByPage() {
    for (int i = 1; i <= 12; i++) {
      upsert(point(Integer.toString(i), "{\"n\":" + i + "}"));
    }
    JsonNode first = server.post(POINTS + "/scroll", "{}").result();
    assertThat(first.get("points").size()).isEqualTo(10);
    assertThat(first.at("/points/0/payload/n").asInt()).isEqualTo(1);
    assertThat(first.at("/points/0").has("vector")).isFalse();
    assertThat(first.get("next_page_offset").asInt()).isEqualTo(11);
    JsonNode last = server.post(POINTS + "/scroll", "{\"offset\": 11}").result();
    assertThat(last.get("points").size()).isEqualTo(2);
    assertThat(last.has("next_page_offset")).isTrue();
    assertThat(last.get("next_page_offset").isNull()).isTrue();
  }

  @Test
  void aBatchDoesAllInOrder() {
    JsonNode results =
        server
            .post(
                POINTS + "/batch?wait=true",
                """
                {"operations": [
                  {"upsert": {"points": [{"id": 1, "vector": [1, 2], "payload": {"a": 1}}]}},
                  {"set_payload": {"points": [1], "payload": {"b": 2}}},
                  {"delete_payload": {"points": [1], "keys": ["a"]}},
                  {"update_vectors": {"points": [{"id": 1, "vector": [5, 6]}]}},
                  {"upsert": {"batch": {"ids": [2], "vectors": [[7, 8]]}}},
                  {"overwrite_payload": {"points": [2], "payload": {"c": 3}}},
                  {"delete": {"filter": {"must": [{"has_id": [99]}]}}}
                ]}
                """)
            .result();
    assertThat(results.size()).isEqualTo(7);
    assertThat(results.at("/6/status").asText()).isEqualTo("completed");
    assertThat(payload("1").toString()).isEqualTo("{\"b\":2}");
    assertThat(server.get(POINTS + "/1").result().get("vector").toString()).isEqualTo("[5.0,6.0]");
    assertThat(payload("2").toString()).isEqualTo("{\"c\":3}");
    server
        .post(
            POINTS + "/batch",
            "{\"operations\":[{\"clear_payload\":{\"points\":[2]}},"
                + "{\"delete_vectors\":{\"points\":[2],\"vector\":[\"\"]}}]}")
        .result();
    assertThat(server.get(POINTS + "/2").result().toString())
        .isEqualTo("{\"id\":2,\"payload\":{}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,2,3]}]}; 400; Wrong input: Vector dimension error: expected dim: 2, got 3",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"x\":[1,2]}}]}; 400; Wrong input: Not existing vector name error: x",
        "PUT; ; {\"points\":[{\"id\":-1,\"vector\":[1,2]}]}; 400; Format error in JSON body: invalid value: integer `-1`, expected u64",
        "PUT; ; {\"points\":[{\"id\":1.5,\"vector\":[1,2]}]}; 400; Format error in JSON body: invalid type: floating point `1.5`",
        "PUT; ; {\"points\":[{\"id\":\"x\",\"vector\":[1,2]}]}; 400; Format error in JSON body: value x is not a valid point ID",
        "PUT; ; {\"points\":[{\"id\":18446744073709551616,\"vector\":[1,2]}]}; 400; Format error in JSON body: number out of range",
        "PUT; ; {\"points\":[{\"id\":1}]}; 400; Format error in JSON body: missing field `vector`",
        "PUT; ; {\"points\":[{\"vector\":[1,2]}]}; 400; Format error in JSON body: missing field `id`",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,\"2\"]}]}; 400; Format error in JSON body: invalid type: string \"2\", expected f32",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,null]}]}; 400; Format error in JSON body: invalid type: null, expected f32",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,1e39]}]}; 400; Format error in JSON body: number out of range",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,NaN]}]}; 400; Format error in JSON body: ",
        "PUT; ; {\"point\":[]}; 400; Format error in JSON body: data did not match any variant of untagged enum PointInsertOperations",
        "PUT; /vectors; {\"points\":[{\"id\":404,\"vector\":[1,2]}]}; 404; Not found: No point with id 404 found",
        "PUT; /vectors; {\"points\":[]}; 422; Validation error in JSON body: [points: must specify points to update]",
        "POST; /vectors/delete; {\"points\":[1],\"vector\":[]}; 422; Validation error in JSON body: [vector: must specify vector names to delete]",
        "POST; /delete; {}; 400; Format error in JSON body: Either list of point ids or filter must be provided",
        "POST; /payload; {\"payload\":{}}; 400; Format error in JSON body: Either list of point ids or filter must be provided",
        "POST; /payload; {\"points\":[1]}; 400; Format error in JSON body: missing field `payload`",
        "POST; /payload/delete; {\"points\":[1]}; 400; Format error in JSON body: missing field `keys`",
        "POST; /batch; {\"operations\":[{\"upsurt\":{}}]}; 400; Format error in JSON body: unknown variant `upsurt`",
        "POST; /scroll; {\"limit\":0}; 422; Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]",
        "POST; /scroll; {\"filter\":{\"musst\":[]}}; 400; Format error in JSON body: unknown field `musst`",
        "POST; ; {}; 400; Format error in JSON body: missing field `ids`",
        "PUT; ?wait=maybe; {\"points\":[]}; 400; Deserialize error in query parameters: wait: provided string was not `true` or `false`",
        "PUT; ?ordering=odd; {\"points\":[]}; 400; Deserialize error in query parameters: unknown variant `odd`",
        "POST; /scroll?consistency=none; {}; 400; Deserialize error in query parameters: unknown variant `none`",
        "PUT; ; {\"points\":[],\"update_mode\":\"replace\"}; 400; Format error in JSON body: unknown variant `replace`, expected one of `upsert`, `insert_only`, `update_only`",
        "PUT; ; {\"points\":[],\"update_filter\":[]}; 400; Format error in JSON body: invalid type: sequence, expected a filter",
        "PUT; ; {\"points\":[],\"shard_key\":\"k\"}; 400; Wrong input: Shard key \"k\" not found: collection",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[[1,2],[]]}]}; 422; Validation error in JSON body: [points[0].vector[1]: vectors of a multivector must not be empty]",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[[1,2],[3]]}]}; 422; Validation error in JSON body: [points[0].vector[1]: vectors of a multivector must have the same dimension: 1 components after 2]",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[[1,2],3]}]}; 400; Format error in JSON body: invalid type: integer `3`, expected a vector of a multivector",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":[1,[2]]}]}; 400; Format error in JSON body: invalid type: sequence, expected f32",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"s\":{\"indices\":[1,2],\"values\":[1]}}}]}; 422; Validation error in JSON body: [points[0].vector.s.values: must be as many as indices: 1 values for 2 indices]",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"s\":{\"indices\":[7,3,7],\"values\":[1,2,3]}}}]}; 422; Validation error in JSON body: [points[0].vector.s.indices: must be unique: 7 is there twice]",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"s\":{\"indices\":[4294967296],\"values\":[1]}}}]}; 400; Format error in JSON body: invalid value: integer `4294967296`, expected u32",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"s\":{\"indices\":[1]}}}]}; 400; Format error in JSON body: missing field `values`",
        "PUT; ; {\"points\":[{\"id\":1,\"vector\":{\"text\":\"hi\",\"model\":\"m\"}}]}; 400; Bad request: The model `m` is not supported",
        "POST; /scroll; {\"order_by\":\"a\",\"offset\":1}; 400; Bad request: Cannot use an `offset` when using `order_by`.",
        "POST; /count; {\"filter\":\"a > b\"}; 400; Format error in JSON body: Invalid filter: expected a value",
        "POST; /count; {\"filter\":{\"must\":[{\"slice\":{\"total\":0,\"index\":0}}]}}; 422; Validation error in JSON body: [filter.must[0].slice.total: value 0 invalid, must be 1 or larger]",
        "POST; /count; {\"filter\":{\"must\":[{\"slice\":{\"total\":2,\"index\":2}}]}}; 422; Validation error in JSON body: [filter.must[0].slice: index 2 invalid, must be below the total 2]",
        "POST; /count; {\"filter\":{\"must\":[{\"slice\":{\"total\":2}}]}}; 400; Format error in JSON body: missing field `index`",
      })
  void requestsThatAreRefused(
      String method, @Nullable String path, String body, int status, String error) {
    Answer answer = server.send(method, POINTS + (path == null ? "" : path), body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
    assertThat(answer.error()).startsWith(error);
    assertThat(count("{}")).isZero();
  }

  /** In filters, which are read level by level, and in payloads, which are written so as well. */
  @ParameterizedTest
  @CsvSource({
    "POST, /count, '{\"filter\":', '{\"must\":', '}'",
    "PUT, '', '{\"points\":[{\"id\":1,\"vector\":[1,2],\"payload\":', '{\"a\":', '}'",
    "PUT, '', '{\"points\":[{\"id\":1,\"vector\":[1,2],\"payload\":{\"a\":', '[', ']'"
  })
  void bodiesThatNestTooDeeply(
      String method, String path, String start, String opening, String closing) {
    Answer answer =
        server.send(
            method, POINTS + path, start + opening.repeat(20_000) + "{}" + closing.repeat(20_000));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("Format error in JSON body: ").contains("depth");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/1,",
    "POST,'',{\"ids\":[1]}",
    "POST,/scroll,{}",
    "POST,/count,{}",
    "POST,/delete,{\"points\":[1]}"
  })
  void collectionsThatDoNotExist(String method, String path, @Nullable String body) {
    Answer answer =
        server.send(method, "/collections/none/points" + path, body == null ? "" : body);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isEqualTo("Not found: Collection `none` doesn't exist!");
  }
}
