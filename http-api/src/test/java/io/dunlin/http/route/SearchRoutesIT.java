package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.index.search.SearchParams.CodeUse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SearchRoutesIT {
  private static final String POINTS = "/collections/c/points";

  private final RestServer server = RestServer.start();

  /** Points 1..5 on a line: point i at (i, 0), and a named vector that runs the other way. */
  @BeforeAll
  void points() {
    server.put("/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    server
        .put("/collections/n", "{\"vectors\":{\"v\":{\"size\":1,\"distance\":\"Euclid\"}}}")
        .result();
    for (int i = 1; i <= 5; i++) {
      server
          .put(
              POINTS + "?wait=true",
              "{\"points\":[{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"odd\":%b}}]}"
                  .formatted(i, i, i % 2 == 1))
          .result();
      server
          .put(
              "/collections/n/points?wait=true",
              "{\"points\":[{\"id\":%d,\"vector\":{\"v\":[%d]}}]}".formatted(i, i))
          .result();
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<Integer> ids(JsonNode points) {
    List<Integer> ids = new ArrayList<>();
    points.forEach(point -> ids.add(point.get("id").asInt()));
    return ids;
  }

  private List<Integer> query(String body) {
    return ids(server.post(POINTS + "/query", body).result().get("points"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query\":[1,0],\"limit\":3}",
        "{\"query\":{\"nearest\":[1,0]},\"limit\":3}",
        "{\"query\":{\"nearest\":[1,0],\"mmr\":null},\"limit\":3,\"using\":null,\"prefetch\":[]}",
      })
  void nearestToAVector(String body) {
    assertThat(query(body)).containsExactly(5, 4, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"query\":5,\"limit\":2}", "{\"query\":{\"nearest\":5},\"limit\":2}"})
  void nearestToAPointLeavesThePointOut(String body) {
    assertThat(query(body)).containsExactly(4, 3);
  }

  @Test
  void theTopMayBeLeftOut() {
    assertThat(query("{\"query\":[1,0],\"limit\":2,\"offset\":1}")).containsExactly(4, 3);
    assertThat(query("{\"query\":[1,0],\"limit\":9,\"score_threshold\":3}")).containsExactly(5, 4);
    assertThat(
            query(
                "{\"query\":[1,0],\"filter\":{\"must\":{\"key\":\"odd\",\"match\":{\"value\":true}}}}"))
        .containsExactly(5, 3, 1);
  }

  @Test
  void aHitCarriesWhatWasAskedFor() {
    JsonNode bare =
        server.post(POINTS + "/query", "{\"query\":[1,0],\"limit\":1}").result().at("/points/0");
    assertThat(bare.get("score").asDouble()).isEqualTo(5.0);
    assertThat(bare.get("version").isIntegralNumber()).isTrue();
    assertThat(bare.has("payload")).isFalse();
    assertThat(bare.has("vector")).isFalse();
    JsonNode full =
        server
            .post(
                POINTS + "/query",
                "{\"query\":[1,0],\"limit\":1,\"with_payload\":true,\"with_vector\":true,"
                    + "\"params\":{\"hnsw_ef\":64,\"exact\":true,\"indexed_only\":false,"
                    + "\"quantization\":{\"rescore\":true},\"acorn\":{\"enable\":false}}}")
            .result()
            .at("/points/0");
    assertThat(full.at("/payload/odd").asBoolean()).isTrue();
    assertThat(full.get("vector").toString()).isEqualTo("[5.0,0.0]");
  }

  @Test
  void distancesAscend() {
    JsonNode points =
        server
            .post(
                "/collections/n/points/query",
                "{\"query\":[2.25],\"using\":\"v\",\"limit\":2,\"with_vector\":[\"v\"]}")
            .result()
            .get("points");
    assertThat(ids(points)).containsExactly(2, 3);
    assertThat(points.at("/0/score").asDouble()).isEqualTo(0.25);
    assertThat(points.at("/1/vector/v/0").asDouble()).isEqualTo(3.0);
  }

  @Test
  void withoutAQueryPointsComeInTheOrderOfTheirIds() {
    assertThat(query("{\"limit\":2,\"offset\":1}")).containsExactly(2, 3);
  }

  @Test
  void aBatchAnswersEachInItsPlace() {
    JsonNode answers =
        server
            .post(
                POINTS + "/query/batch",
                "{\"searches\":[{\"query\":[1,0],\"limit\":1},{\"limit\":2},{\"query\":[-1,0],\"limit\":1},"
                    + "{\"limit\":1}]}")
            .result();
    assertThat(answers.size()).isEqualTo(4);
    assertThat(ids(answers.at("/0/points"))).containsExactly(5);
    assertThat(ids(answers.at("/1/points"))).containsExactly(1, 2);
    assertThat(ids(answers.at("/2/points"))).containsExactly(1);
    assertThat(ids(answers.at("/3/points"))).containsExactly(1);
    assertThat(server.post(POINTS + "/query/batch", "{\"searches\":[]}").result().size()).isZero();
  }

  @Test
  void theLegacySearchAnswersABareList() {
    JsonNode hits =
        server
            .post(POINTS + "/search", "{\"vector\":[1,0],\"limit\":2,\"with_payload\":[\"odd\"]}")
            .result();
    assertThat(ids(hits)).containsExactly(5, 4);
    assertThat(hits.at("/0/payload/odd").asBoolean()).isTrue();
    JsonNode named =
        server
            .post(
                "/collections/n/points/search",
                "{\"vector\":{\"name\":\"v\",\"vector\":[1]},\"limit\":1}")
            .result();
    assertThat(ids(named)).containsExactly(1);
    JsonNode batch =
        server
            .post(
                POINTS + "/search/batch",
                "{\"searches\":[{\"vector\":[1,0],\"limit\":1},{\"vector\":[-1,0],\"limit\":1}]}")
            .result();
    assertThat(ids(batch.get(0))).containsExactly(5);
    assertThat(ids(batch.get(1))).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{}; false; true; 0; -1",
        "{'quantization':null,'nprobe':null}; false; true; 0; -1",
        "{'quantization':{}}; false; true; 0; -1",
        "{'quantization':{'ignore':true}}; true; true; 0; -1",
        "{'quantization':{'rescore':false,'oversampling':2.5}}; false; false; 2.5; -1",
        "{'quantization':{'ignore':null,'rescore':null,'oversampling':1}}; false; true; 1; -1",
        "{'nprobe':7}; false; true; 0; 7",
      })
  void howCodesAndListsAreUsed(
      String params, boolean ignore, boolean rescore, float oversampling, int nprobe) {
    String body = "{'query':[1,0],'vector':[1,0],'limit':1,'params':" + params + "}";
    for (String path : List.of("/query", "/search")) {
      server.post(POINTS + path, body.replace('\'', '"')).result();
      SearchTuning tuning = server.collections().lastSearches().getFirst().tuning();
      assertThat(tuning.codes()).isEqualTo(new CodeUse(ignore, rescore, oversampling));
      assertThat(tuning.nprobe().orElse(-1)).isEqualTo(nprobe);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "/query; {\"query\":[1,0],\"params\":{\"nprobe\":0}}; 422; Validation error in JSON body: [params.nprobe: value 0 invalid, must be 1 or larger]",
        "/query; {\"query\":[1,0],\"params\":{\"quantization\":{\"oversampling\":0.5}}}; 422; Validation error in JSON body: [params.quantization.oversampling: value 0.5 invalid, must be 1.0 or larger]",
        "/query; {\"query\":[1,0],\"params\":{\"quantization\":{\"rescore\":1}}}; 400; Format error in JSON body: invalid type: integer `1`, expected a boolean",
        "/query; {\"query\":[1,0],\"limit\":0}; 422; Validation error in JSON body: [limit: value 0 invalid, must be 1 or larger]",
        "/query; {\"query\":[1,0],\"params\":{\"hnsw_ef\":0}}; 422; Validation error in JSON body: [params.hnsw_ef: value 0 invalid, must be 1 or larger]",
        "/query/batch; {\"searches\":[{},{\"limit\":0}]}; 422; Validation error in JSON body: [searches[1].limit: value 0 invalid",
        "/query; {\"query\":[1,0,0]}; 400; Wrong input: Vector dimension error: expected dim: 2, got 3",
        "/query; {\"query\":[1,0],\"using\":\"x\"}; 400; Wrong input: Not existing vector name error: x",
        "/query; {\"query\":404}; 404; Not found: No point with id 404 found",
        "/query; {\"query\":{\"farthest\":[1,0]}}; 400; Format error in JSON body: data did not match any variant of untagged enum QueryInterface",
        "/query; {\"query\":true}; 400; Format error in JSON body: invalid type: boolean `true`, expected a vector",
        "/query; {\"query\":[1,0],\"filter\":{\"must\":[{\"key\":\"a\"}]}}; 422; Validation error in JSON body: [filter.must[0]: At least one field condition must be specified]",
        "/query; {\"prefetch\":{\"query\":[1,0]}}; 400; Bad request: A query is needed to merge the prefetches. Can't have prefetches without defining a query.",
        "/query; {\"score_threshold\":1}; 400; Bad request: A query is needed to use the score_threshold. Can't have score_threshold without defining a query.",
        "/query; {\"query\":[1,0],\"with_payload\":{\"only\":[]}}; 400; Format error in JSON body: unknown field `only`",
        "/search; {\"vector\":[1,0]}; 400; Format error in JSON body: missing field `limit`",
        "/search; {\"limit\":1}; 400; Format error in JSON body: missing field `vector`",
        "/search/batch; {}; 400; Format error in JSON body: missing field `searches`",
        "/query; {\"query\":[1,0],\"prefetch\":{\"query\":[1,0]}}; 501; `prefetch` is not built yet",
        "/query; {\"query\":{\"recommend\":{\"positive\":[1]}}}; 501; The query `recommend` is not built yet",
        "/query; {\"query\":{\"discover\":{}}}; 501; The query `discover` is not built yet",
        "/query; {\"query\":{\"context\":[]}}; 501; The query `context` is not built yet",
        "/query; {\"query\":{\"order_by\":\"a\"}}; 501; The query `order_by` is not built yet",
        "/query; {\"query\":{\"fusion\":\"rrf\"}}; 501; The query `fusion` is not built yet",
        "/query; {\"query\":{\"rrf\":{}}}; 501; The query `rrf` is not built yet",
        "/query; {\"query\":{\"formula\":{}}}; 501; The query `formula` is not built yet",
        "/query; {\"query\":{\"sample\":\"random\"}}; 501; The query `sample` is not built yet",
        "/query; {\"query\":{\"relevance_feedback\":{}}}; 501; The query `relevance_feedback` is not built yet",
        "/query; {\"query\":{\"nearest\":[1,0],\"mmr\":{}}}; 501; `query.mmr` is not built yet",
        "/query; {\"query\":{\"indices\":[1],\"values\":[1]}}; 501; A query by `indices` is not built yet",
        "/query; {\"query\":[[1,0],[0,1]]}; 501; A multivector (an array of vectors) is not built yet",
        "/query; {\"query\":{\"text\":\"hi\",\"model\":\"m\"}}; 501; A query by `text` is not built yet",
        "/query; {\"query\":{\"nearest\":{\"text\":\"hi\",\"model\":\"m\"}}}; 501; Inference",
        "/query; {\"query\":1,\"lookup_from\":{\"collection\":\"x\"}}; 501; `lookup_from` is not built yet",
        "/query; {\"query\":1,\"shard_key\":\"x\"}; 400; Wrong input: Shard key \"x\" not found: collection",
        "/query; {\"query\":[1,0],\"params\":{\"acorn\":{\"enable\":true}}}; 501; `params.acorn` is not built yet",
      })
  void requestsThatAreRefused(String path, String body, int status, String error) {
    Answer answer = server.post(POINTS + path, body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
    assertThat(answer.error()).startsWith(error);
  }
}
