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
              "{\"points\":[{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"odd\":%b,\"rank\":%d,\"half\":%d}}]}"
                  .formatted(i, i, i % 2 == 1, 5 - i, i / 2))
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

  /** The radius itself is not within it. */
  @Test
  void allWithinARadius() {
    assertThat(query("{\"query\":{\"range\":{\"vector\":[1,0],\"radius\":2}}}"))
        .containsExactly(5, 4, 3);
    assertThat(
            query("{\"query\":{\"range\":{\"vector\":5,\"radius\":9}},\"limit\":2,\"offset\":1}"))
        .containsExactly(3, 2);
    assertThat(
            ids(
                server
                    .post(
                        "/collections/n/points/query",
                        "{\"query\":{\"range\":{\"vector\":[4],\"radius\":2}},\"using\":\"v\"}")
                    .result()
                    .get("points")))
        .containsExactly(4, 3, 5);
  }

  /** 2 is rated better than 1 by 0.5: with b = 2 and c = 4, each point's lead counts once. */
  @Test
  void byWhatExamplesWereRated() {
    String body =
        """
        {"query":{"relevance_feedback":{"target":[0.5,0],
          "feedback":[{"example":1,"score":0.25},{"example":{},"score":0.75}],
          "strategy":{"naive":{"a":2,"b":2,"c":4}}}},"limit":2}
        """;
    assertThat(query(body.replace("{}", "2"))).containsExactly(5, 4);
    JsonNode points =
        server.post(POINTS + "/query", body.replace("{}", "[2,0]")).result().get("points");
    assertThat(ids(points)).containsExactly(5, 4);
    // 2 * 5/2 for the target, 10 - 5 for the lead.
    assertThat(points.at("/0/score").asDouble()).isEqualTo(10.0);
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
                    + "\"quantization\":{\"rescore\":true},\"acorn\":{\"enable\":true}}}")
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

  /** Every kind of query, and its points in order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'query':{'recommend':{'positive':[3],'negative':[5]}}}; 4 2 1",
        "{'query':{'recommend':{'positive':[[1,0]],'strategy':'average_vector'}},'limit':2}; 5 4",
        "{'query':{'nearest':[1,0],'mmr':{'diversity':0,'candidates_limit':4}},'limit':2}; 5 4",
        "{'query':{'order_by':'rank'},'limit':2}; 5 4",
        "{'query':{'order_by':{'key':'rank','direction':'desc','start_from':2}},'limit':3}; 3 4 5",
        "{'prefetch':{'query':[1,0],'limit':3},'query':{'order_by':'rank'}}; 5 4 3",
        "{'prefetch':{'query':[1,0],'limit':3},'query':[-1,0]}; 3 4 5",
        "{'prefetch':[{'query':[1,0],'limit':2},{'query':[-1,0],'limit':1}],'query':{'fusion':'rrf'}}; 1 5 4",
        "{'prefetch':[{'query':[1,0],'limit':2},{'query':[-1,0],'limit':1}],'query':{'rrf':{'k':1,'weights':[1,0]}}}; 5 4 1",
        "{'prefetch':[{'query':[1,0],'limit':3},{'query':[-1,0],'limit':1}],'query':{'fusion':'dbsf'}}; 5 1 4 3",
        "{'prefetch':{'query':[1,0],'limit':4},'query':{'formula':{'mult':['$score','rank']}},'limit':3}; 2 3 4",
        "{'prefetch':{},'query':{'formula':{'sum':['$score[1]','depth']},'defaults':{'$score[1]':1,'depth':2}},'limit':2}; 1 2",
        "{'prefetch':{},'query':{'formula':{'key':'odd','match':{'value':true}}},'limit':3}; 1 3 5",
        "{'prefetch':{},'query':{'formula':{'exp_decay':{'x':'rank','target':2,'scale':1}}},'limit':3}; 3 2 4",
        "{'prefetch':{'filter':{'must':{'has_id':[2,3]}}},'filter':{'must_not':{'has_id':[2]}},'query':[1,0]}; 3",
        "{'prefetch':[{'prefetch':{'query':[1,0],'limit':3},'query':[-1,0],'limit':2}],'query':{'order_by':'rank'}}; 4 3",
      })
  void queriesOfEveryKind(String body, String ids) {
    assertThat(query(body.replace('\'', '"')).stream().map(String::valueOf).toList())
        .isEqualTo(List.of(ids.split(" ")));
  }

  @Test
  void anOrderedPointSaysWhatItIsOrderedBy() {
    JsonNode point =
        server
            .post(POINTS + "/query", "{\"query\":{\"order_by\":\"rank\"},\"limit\":1}")
            .result()
            .at("/points/0");
    assertThat(point.get("order_value").asInt()).isZero();
    JsonNode page = server.post(POINTS + "/scroll", "{\"order_by\":\"rank\",\"limit\":2}").result();
    assertThat(ids(page.get("points"))).containsExactly(5, 4);
    assertThat(page.get("next_page_offset").isNull()).isTrue();
    assertThat(page.at("/points/1/order_value").asInt()).isEqualTo(1);
  }

  @Test
  void aFusedPointSaysWhatEachQueryGaveItWhereThatIsAskedFor() {
    String body =
        "{\"prefetch\":[{\"query\":[1,0],\"limit\":2},{\"query\":[1,0],\"limit\":1}],"
            + "\"query\":{\"fusion\":\"rrf\"},\"with_legs\":%s}";
    JsonNode legs =
        server.post(POINTS + "/query", body.formatted("true")).result().at("/points/0/legs");
    assertThat(legs.toString())
        .isEqualTo(
            "[{\"prefetch\":0,\"rank\":0,\"score\":5.0},{\"prefetch\":1,\"rank\":0,\"score\":5.0}]");
    assertThat(
            server
                .post(POINTS + "/query", body.formatted("false"))
                .result()
                .at("/points/0")
                .has("legs"))
        .isFalse();
  }

  @Test
  void aBatchMayMixKinds() {
    JsonNode answers =
        server
            .post(
                POINTS + "/query/batch",
                "{\"searches\":[{\"limit\":1},{\"query\":[1,0],\"limit\":1},"
                    + "{\"query\":{\"order_by\":\"rank\"},\"limit\":2},{\"query\":3,\"limit\":1}]}")
            .result();
    List<List<Integer>> ids = new ArrayList<>();
    answers.forEach(answer -> ids.add(ids(answer.get("points"))));
    assertThat(ids).containsExactly(List.of(1), List.of(5), List.of(5, 4), List.of(5));
  }

  @Test
  void pointsInGroupsWithWhatIsLookedUp() {
    for (String path : List.of("/query/groups", "/search/groups", "/recommend/groups")) {
      String target =
          switch (path) {
            case "/query/groups" -> "\"query\":[1,0]";
            case "/search/groups" -> "\"vector\":[1,0]";
            default -> "\"positive\":[[1,0]]";
          };
      JsonNode groups =
          server
              .post(
                  POINTS + path,
                  "{%s,\"group_by\":\"half\",\"group_size\":2,\"limit\":5,\"with_lookup\":\"c\"}"
                      .formatted(target))
              .result()
              .get("groups");
      assertThat(groups.size()).isEqualTo(3);
      assertThat(groups.get(0).get("id").asInt()).isEqualTo(2);
      assertThat(ids(groups.get(0).get("hits"))).containsExactly(5, 4);
      assertThat(groups.at("/1/id").asInt()).isEqualTo(1);
      assertThat(ids(groups.get(1).get("hits"))).containsExactly(3, 2);
    }
  }

  @Test
  void legacyRecommendAndDiscover() {
    assertThat(
            ids(
                server
                    .post(POINTS + "/recommend", "{\"positive\":[3],\"negative\":[5],\"limit\":2}")
                    .result()))
        .containsExactly(4, 2);
    JsonNode batch =
        server
            .post(
                POINTS + "/recommend/batch",
                "{\"searches\":[{\"positive\":[3],\"limit\":1},{\"positive\":[5],\"limit\":1}]}")
            .result();
    assertThat(ids(batch.get(0))).containsExactly(5);
    assertThat(ids(batch.get(1))).containsExactly(4);
  }

  @Test
  void frequentValuesAndDistances() {
    assertThat(
            server
                .post("/collections/c/facet", "{\"key\":\"half\",\"limit\":2}")
                .result()
                .toString())
        .isEqualTo("{\"hits\":[{\"value\":1,\"count\":2},{\"value\":2,\"count\":2}]}");
    JsonNode pairs =
        server
            .post(POINTS + "/search/matrix/pairs", "{\"sample\":3,\"limit\":1}")
            .result()
            .get("pairs");
    assertThat(pairs.size()).isEqualTo(3);
    assertThat(pairs.at("/0/a").asInt()).isEqualTo(1);
    assertThat(pairs.at("/0/b").asInt()).isEqualTo(3);
    assertThat(pairs.at("/0/score").asDouble()).isEqualTo(3);
    JsonNode offsets =
        server.post(POINTS + "/search/matrix/offsets", "{\"sample\":3,\"limit\":1}").result();
    assertThat(offsets.toString())
        .isEqualTo(
            "{\"offsets_row\":[0,1,2],\"offsets_col\":[2,2,1],\"scores\":[3.0,6.0,6.0],\"ids\":[1,2,3]}");
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
      SearchTuning tuning = server.collections().lastQueries().getFirst().root().tuning();
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
        "/query; {\"query\":{\"recommend\":{\"negative\":[1]}}}; 400; Bad request: At least one positive vector ID required",
        "/query; {\"query\":{\"recommend\":{\"positive\":[1],\"strategy\":\"worst\"}}}; 400; Format error in JSON body: unknown variant `worst`, expected one of `average_vector`, `best_score`, `sum_scores`",
        "/query; {\"query\":{\"discover\":{}}}; 400; Format error in JSON body: missing field `target`",
        "/query; {\"query\":{\"context\":[]}}; 400; Bad request: context: it needs at least one pair",
        "/query; {\"query\":{\"context\":{\"positive\":1}}}; 400; Format error in JSON body: missing field `negative`",
        "/query; {\"query\":{\"order_by\":{\"direction\":\"asc\"}}}; 400; Format error in JSON body: missing field `key`",
        "/query; {\"query\":{\"order_by\":{\"key\":\"a\",\"direction\":\"up\"}}}; 400; Format error in JSON body: unknown variant `up`",
        "/query; {\"query\":{\"order_by\":{\"key\":\"a\",\"start_from\":\"soon\"}}}; 400; Format error in JSON body: `start_from` is neither a number nor a date and time",
        "/query; {\"query\":{\"order_by\":\"a\"},\"score_threshold\":1}; 400; Bad request: Can't use score_threshold with an order_by query.",
        "/query; {\"query\":{\"fusion\":\"rrf\"}}; 400; Bad request: Can't apply a fusion without prefetches",
        "/query; {\"query\":{\"fusion\":\"sum\"},\"prefetch\":{}}; 400; Format error in JSON body: unknown variant `sum`, expected one of `rrf`, `dbsf`",
        "/query; {\"query\":{\"fusion\":\"dbsf\"},\"using\":\"v\",\"prefetch\":{}}; 400; Bad request: Fusion queries cannot be combined with the 'using' field.",
        "/query; {\"query\":{\"rrf\":{\"k\":0}}}; 422; Validation error in JSON body: [query.rrf.k: value 0 invalid, must be 1 or larger]",
        "/query; {\"query\":{\"rrf\":{\"weights\":[1]}},\"prefetch\":[{},{}]}; 400; Bad request: rrf.weights: 1 weights for 2 prefetches; there must be one for each",
        "/query; {\"query\":{\"formula\":\"$score\"}}; 400; Bad request: Can't apply a formula without prefetches",
        "/query; {\"query\":{\"formula\":{\"div\":{\"left\":1}}},\"prefetch\":{}}; 400; Format error in JSON body: missing field `right`",
        "/query; {\"query\":{\"formula\":{\"lin_decay\":{\"x\":1,\"scale\":0}}},\"prefetch\":{}}; 422; Validation error in JSON body: [query.formula.lin_decay: scale: value 0.0 invalid, must be greater than 0.0]",
        "/query; {\"query\":{\"formula\":\"depth\"},\"prefetch\":{}}; 400; Bad request: point 1 has not a number at `depth`, and the formula has no default for it",
        "/query; {\"query\":{\"formula\":{\"div\":{\"left\":1,\"right\":0}}},\"prefetch\":{}}; 400; Bad request: the formula divides by zero for point 1",
        "/query; {\"query\":{\"sample\":\"best\"}}; 400; Format error in JSON body: unknown variant `best`, expected one of `random`",
        "/query; {\"query\":{\"nearest\":[1,0],\"mmr\":{\"diversity\":1.5}}}; 422; Validation error in JSON body: [query.mmr.diversity: value 1.5 invalid, must be from 0.0 to 1.0]",
        "/query; {\"query\":[1,0],\"prefetch\":{\"limit\":0}}; 422; Validation error in JSON body: [prefetch.limit: value 0 invalid, must be 1 or larger]",
        "/query; {\"query\":[1,0],\"prefetch\":[{\"prefetch\":{}}]}; 400; Bad request: A query is needed to merge the prefetches.",
        "/query; {\"query\":1,\"lookup_from\":{}}; 400; Format error in JSON body: missing field `collection`",
        "/query/groups; {\"query\":[1,0]}; 400; Format error in JSON body: missing field `group_by`",
        "/query/groups; {\"query\":[1,0],\"group_by\":\"a\",\"group_size\":0}; 422; Validation error in JSON body: [group_size: value 0 invalid, must be 1 or larger]",
        "/recommend; {\"positive\":[1]}; 400; Format error in JSON body: missing field `limit`",
        "/discover; {\"target\":1}; 400; Format error in JSON body: missing field `limit`",
        "/search/matrix/pairs; {\"sample\":1}; 422; Validation error in JSON body: [sample: value 1 invalid, must be 2 or larger]",
        "/query; {\"query\":{\"range\":{\"vector\":1}}}; 400; Format error in JSON body: missing field `radius`",
        "/query; {\"query\":{\"range\":{\"radius\":1}}}; 400; Format error in JSON body: missing field `vector`",
        "/query; {\"query\":{\"range\":{\"vector\":1,\"radius\":1}},\"score_threshold\":1}; 400; Bad request: Can't use score_threshold with a range query",
        "/query/groups; {\"query\":{\"range\":{\"vector\":1,\"radius\":1}},\"group_by\":\"a\"}; 400; Bad request: Range queries have no groups",
        "/query; {\"query\":{\"relevance_feedback\":{}}}; 400; Format error in JSON body: missing field `target`",
        "/query; {\"query\":{\"relevance_feedback\":{\"target\":1,\"feedback\":[{\"example\":2}]}}}; 400; Format error in JSON body: missing field `score`",
        "/query; {\"query\":{\"relevance_feedback\":{\"target\":1,\"feedback\":[],\"strategy\":{\"wise\":{}}}}}; 400; Format error in JSON body: unknown variant `wise`, expected one of `naive`",
        "/query; {\"query\":{\"relevance_feedback\":{\"target\":1,\"feedback\":[],\"strategy\":{\"naive\":{\"a\":1,\"b\":1}}}}}; 400; Format error in JSON body: missing field `c`",
        "/query; {\"query\":{\"indices\":[1,1],\"values\":[1,2]}}; 422; Validation error in JSON body: [query.indices: must be unique: 1 is there twice]",
        "/query; {\"query\":[[1,0],[]]}; 422; Validation error in JSON body: [query[1]: vectors of a multivector must not be empty]",
        "/query; {\"query\":{\"text\":\"hi\",\"model\":\"m\"}}; 400; Bad request: The model `m` is not supported",
        "/query; {\"query\":{\"nearest\":{\"image\":\"hi\",\"model\":\"m\"}}}; 400; Bad request: A vector made of an `image` is not supported",
        "/query; {\"query\":1,\"shard_key\":\"x\"}; 400; Wrong input: Shard key \"x\" not found: collection",
        "/query; {\"query\":[1,0],\"params\":{\"idf\":{}}}; 400; Bad request: params.idf is for queries that compare a sparse vector with the modifier `idf`, and `` is none here",
        "/query; {\"query\":[1,0],\"params\":{\"idf\":\"local\"}}; 422; Validation error in JSON body: [params.idf: expected \"global\"",
        "/query; {\"query\":[1,0],\"params\":{\"idf\":7}}; 400; Format error in JSON body: invalid type: integer",
      })
  void requestsThatAreRefused(String path, String body, int status, String error) {
    Answer answer = server.post(POINTS + path, body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
    assertThat(answer.error()).startsWith(error);
  }

  @Test
  void anAnswerSaysHowItCameAboutWhereThatIsAskedFor() {
    JsonNode plain = server.post(POINTS + "/query", "{\"query\":[1,0]}").json();
    assertThat(plain.has("explain")).isFalse();
    for (String path : List.of("/query", "/query/groups")) {
      String body = "{\"query\":[1,0],\"params\":{\"explain\":true},\"group_by\":\"odd\"}";
      JsonNode explain = server.post(POINTS + path, body).json().get("explain");
      assertThat(explain.get("time").asDouble()).isPositive();
      assertThat(explain.get("cache").asText()).isEqualTo("off");
      assertThat(explain.get("stages").has("parse")).isTrue();
      assertThat(explain.get("stages").has("encode")).isTrue();
    }
  }

  @Test
  void aPointSaysWhyItIsNotInAnAnswer() {
    JsonNode first =
        server.post(POINTS + "/whynot", "{\"id\":5,\"query\":[1,0],\"limit\":2}").result();
    assertThat(first.get("in_answer").asBoolean()).isTrue();
    assertThat(first.get("rank").asInt()).isEqualTo(1);
    JsonNode last =
        server.post(POINTS + "/whynot", "{\"id\":1,\"query\":[1,0],\"limit\":2}").result();
    assertThat(last.get("reason").asText()).isEqualTo("beyond_limit");
    assertThat(last.get("rank").asInt()).isEqualTo(5);
    assertThat(last.get("score").asDouble()).isEqualTo(1);
    assertThat(last.get("last_score").asDouble()).isEqualTo(4);
    JsonNode filtered =
        server
            .post(
                POINTS + "/whynot",
                "{\"id\":2,\"query\":[1,0],\"filter\":"
                    + "{\"must\":{\"key\":\"rank\",\"match\":{\"value\":1}}}}")
            .result();
    assertThat(filtered.get("reason").asText()).isEqualTo("filter");
    assertThat(filtered.at("/conditions/0/condition").asText()).isEqualTo("must[0]");
    assertThat(filtered.at("/conditions/0/key").asText()).isEqualTo("rank");
    assertThat(filtered.at("/conditions/0/values/0").asInt()).isEqualTo(3);
    assertThat(server.post(POINTS + "/whynot", "{\"query\":[1,0]}").error()).contains("id");
  }
}
