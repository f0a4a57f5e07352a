package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every limit over REST: at it a request passes, beyond it the request is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrictModeIT {
  private static final String C = "/collections/c";
  private static final String POINTS = C + "/points";
  private static final String CITY =
      "{\"must\":[{\"key\":\"city\",\"match\":{\"value\":\"Ulm\"}}]}";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void collection() {
    server.clear();
    server.put(C, "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
    upsert(1, 3).result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void limit(String... settings) {
    server
        .patch(C, "{\"strict_mode_config\":{\"enabled\":true," + String.join(",", settings) + "}}")
        .result();
  }

  /** Points with ids from {@code first} to {@code last}. */
  private Answer upsert(int first, int last) {
    String points =
        IntStream.rangeClosed(first, last)
            .mapToObj("{\"id\":%d,\"vector\":[1,1],\"payload\":{\"city\":\"Ulm\"}}"::formatted)
            .collect(Collectors.joining(","));
    return server.put(POINTS + "?wait=true", "{\"points\":[" + points + "]}");
  }

  private static void assertRefused(Answer answer, String text) {
    assertThat(answer.error()).isEqualTo("Bad request: " + text);
    assertThat(answer.status()).isEqualTo(400);
  }

  // ---- the settings ----

  @Test
  void allThatIsGivenIsShownAndAChangeIsMergedIn() {
    String given =
        """
        {"enabled": true, "max_query_limit": 10, "max_timeout": 2, "search_max_hnsw_ef": 3,
         "upsert_max_batchsize": 4, "search_max_batchsize": 5,
         "max_collection_vector_size_bytes": 600, "max_collection_payload_size_bytes": 700,
         "max_points_count": 800, "read_rate_limit": 900, "write_rate_limit": 1000,
         "filter_max_conditions": 11, "condition_max_size": 12, "max_payload_index_count": 13,
         "unindexed_filtering_retrieve": false, "unindexed_filtering_update": true,
         "search_allow_exact": false, "search_max_oversampling": 1.5,
         "multivector_config": {"m": {"max_vectors": 6}}, "sparse_config": {"s": {"max_length": 7}}}
        """;
    server.put("/collections/strict", "{\"strict_mode_config\":" + given + "}").result();
    assertThat(strictMode("strict")).isEqualTo(RestServer.parse(given));
    server
        .patch(
            "/collections/strict",
            """
            {"strict_mode_config": {"max_timeout": 9, "max_query_limit": null,
             "multivector_config": {"n": {"max_vectors": 1}}}}
            """)
        .result();
    JsonNode merged = strictMode("strict");
    assertThat(merged.get("enabled").asBoolean()).isTrue();
    assertThat(merged.get("max_timeout").asInt()).isEqualTo(9);
    assertThat(merged.get("max_query_limit").asInt()).isEqualTo(10);
    assertThat(merged.get("multivector_config").toString())
        .isEqualTo("{\"m\":{\"max_vectors\":6},\"n\":{\"max_vectors\":1}}");
    assertThat(strictMode("c").toString()).isEqualTo("{\"enabled\":false}");
  }

  private JsonNode strictMode(String collection) {
    return server.get("/collections/" + collection).result().at("/config/strict_mode_config");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "\"max_query_limit\":0; 422; Validation error in JSON body: [strict_mode_config.max_query_limit: value 0 invalid, must be 1 or larger]",
        "\"read_rate_limit\":0; 422; Validation error in JSON body: [strict_mode_config.read_rate_limit: value 0 invalid, must be 1 or larger]",
        "\"multivector_config\":{\"m\":{\"max_vectors\":0}}; 422; Validation error in JSON body: [strict_mode_config.multivector_config.m.max_vectors: value 0 invalid, must be 1 or larger]",
        "\"max_timeout\":-1; 400; Format error in JSON body: invalid value: integer `-1`, expected u64",
        "\"search_allow_exact\":1; 400; Format error in JSON body: invalid type: integer `1`, expected a boolean",
      })
  void settingsThatMakeNoSense(String setting, int status, String error) {
    Answer answer = server.patch(C, "{\"strict_mode_config\":{" + setting + "}}");
    assertThat(answer.error()).startsWith(error);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void limitsHoldOnlyWhileStrictModeIsOn() {
    limit("\"max_query_limit\":1");
    assertThat(server.post(POINTS + "/scroll", "{\"limit\":2}").status()).isEqualTo(400);
    server.patch(C, "{\"strict_mode_config\":{\"enabled\":false}}").result();
    server.post(POINTS + "/scroll", "{\"limit\":2}").result();
  }

  @Test
  void anAliasIsTheCollectionsOther() {
    limit("\"max_query_limit\":1");
    server
        .post(
            "/collections/aliases",
            "{\"actions\":[{\"create_alias\":{\"collection_name\":\"c\",\"alias_name\":\"other\"}}]}")
        .result();
    assertThat(server.post("/collections/other/points/scroll", "{\"limit\":2}").status())
        .isEqualTo(400);
  }

  // ---- reads ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "/search; {\"vector\":[1,1],\"limit\":%d}",
        "/query; {\"query\":[1,1],\"limit\":%d}",
        "/search/batch; {\"searches\":[{\"vector\":[1,1],\"limit\":1},{\"vector\":[1,1],\"limit\":%d}]}",
        "/query; {\"prefetch\":{\"query\":[1,1],\"limit\":%d},\"query\":[1,1],\"limit\":1}",
        "/query/groups; {\"query\":[1,1],\"group_by\":\"city\",\"group_size\":1,\"limit\":%d}",
        "/scroll; {\"limit\":%d}",
      })
  void soManyPointsMayBeAskedFor(String path, String body) {
    limit("\"max_query_limit\":2");
    server.post(POINTS + path, body.formatted(2)).result();
    assertRefused(
        server.post(POINTS + path, body.formatted(3)),
        "Limit exceeded 3 > 2 for \"limit\". Help: Reduce the \"limit\" parameter to or below 2.");
  }

  @Test
  void groupsAndMatricesAskForProducts() {
    limit("\"max_query_limit\":6");
    String help = "\"limit\". Help: Reduce the \"limit\" parameter to or below 6.";
    String groups = "{\"query\":[1,1],\"group_by\":\"city\",\"group_size\":%d,\"limit\":3}";
    server.post(POINTS + "/query/groups", groups.formatted(2)).result();
    assertRefused(
        server.post(POINTS + "/query/groups", groups.formatted(3)),
        "Limit exceeded 9 > 6 for " + help);
    String matrix = "{\"sample\":%d,\"limit\":2}";
    server.post(POINTS + "/search/matrix/pairs", matrix.formatted(3)).result();
    assertRefused(
        server.post(POINTS + "/search/matrix/pairs", matrix.formatted(4)),
        "Limit exceeded 8 > 6 for " + help);
    assertRefused(
        server.post(C + "/facet", "{\"key\":\"city\",\"limit\":7}"),
        "Limit exceeded 7 > 6 for " + help);
  }

  @Test
  void groupsAndFormulasMayNeedAnIndex() {
    limit("\"unindexed_filtering_retrieve\":false");
    String groups = "{\"query\":[1,1],\"group_by\":\"city\"}";
    assertRefused(
        server.post(POINTS + "/query/groups", groups),
        "Index required but not found for \"city\". Help: Create an index supporting `match` for this key.");
    index("city").result();
    server.post(POINTS + "/query/groups", groups).result();
    server
        .put(C + "/index?wait=true", "{\"field_name\":\"city\",\"field_schema\":\"geo\"}")
        .result();
    assertRefused(
        server.post(POINTS + "/query/groups", groups),
        "Index of type \"geo\" found for \"city\". Help: Create an index supporting `match` for this key.");
    assertRefused(
        server.post(
            POINTS + "/query",
            "{\"prefetch\":{\"query\":[1,1]},\"query\":{\"formula\":{\"sum\":[\"$score\",\"n\"]}}}"),
        "Index required but not found for \"n\" of one of the following types: [float, integer]. Help: Create an index for this key or use a different formula expression.");
  }

  @Test
  void soLongARequestMaySayThatItWaits() {
    limit("\"max_timeout\":2");
    String refusal =
        "Limit exceeded 3 > 2 for \"timeout\". Help: Reduce the \"timeout\" parameter to or below 2.";
    String delete = "{\"points\":[9]}";
    for (String path : new String[] {"/scroll", "/delete", "/count"}) {
      server.post(POINTS + path + "?timeout=2", delete).result();
      assertRefused(server.post(POINTS + path + "?timeout=3", delete), refusal);
      // The node's own patience is no wish of the caller's.
      server.post(POINTS + path, delete).result();
    }
  }

  @Test
  void soBroadASearchMayBe() {
    limit("\"search_max_hnsw_ef\":5", "\"search_max_oversampling\":1.5");
    String search = "{\"vector\":[1,1],\"limit\":1,\"params\":{%s}}";
    server.post(POINTS + "/search", search.formatted("\"hnsw_ef\":5")).result();
    assertRefused(
        server.post(POINTS + "/search", search.formatted("\"hnsw_ef\":6")),
        "Limit exceeded 6 > 5 for \"hnsw_ef\". Help: Reduce the \"hnsw_ef\" parameter to or below 5.");
    server
        .post(POINTS + "/search", search.formatted("\"quantization\":{\"oversampling\":1.5}"))
        .result();
    assertRefused(
        server.post(
            POINTS + "/search", search.formatted("\"quantization\":{\"oversampling\":2.0}")),
        "Limit exceeded 2 > 1.5 for \"oversampling\". Help: Reduce the \"oversampling\" parameter to or below 1.5.");
  }

  /** The query is held to the limits; what is asked to explain its answer is not. */
  @Test
  void whyAPointIsMissingIsFoundOutBeyondTheLimits() {
    server.put(POINTS + "?wait=true", "{\"points\":[{\"id\":9,\"vector\":[0,1]}]}").result();
    limit("\"search_allow_exact\":false", "\"max_query_limit\":1");
    String last = "{\"id\":9,\"query\":[1,1],\"limit\":%d}";
    assertThat(server.post(POINTS + "/whynot", last.formatted(1)).result().get("reason").asText())
        .isEqualTo("beyond_limit");
    assertRefused(
        server.post(POINTS + "/whynot", last.formatted(2)),
        "Limit exceeded 2 > 1 for \"limit\". Help: Reduce the \"limit\" parameter to or below 1.");
  }

  @Test
  void exactAnswersMayBeForbidden() {
    String search = "{\"vector\":[1,1],\"limit\":1,\"params\":{\"exact\":%s}}";
    limit("\"search_allow_exact\":true");
    server.post(POINTS + "/search", search.formatted("true")).result();
    server.post(POINTS + "/count", "{}").result();
    limit("\"search_allow_exact\":false");
    String refusal = "Exact search disabled!. Help: Set exact=false.";
    server.post(POINTS + "/search", search.formatted("false")).result();
    server.post(POINTS + "/count", "{\"exact\":false}").result();
    assertRefused(server.post(POINTS + "/search", search.formatted("true")), refusal);
    assertRefused(server.post(POINTS + "/count", "{}"), refusal);
    assertRefused(server.post(C + "/facet", "{\"key\":\"city\",\"exact\":true}"), refusal);
    assertRefused(
        server.post(
            POINTS + "/query",
            "{\"prefetch\":{\"query\":[1,1],\"params\":{\"exact\":true}},\"query\":[1,1]}"),
        refusal);
  }

  @Test
  void soManySearchesMayBeInOneRequest() {
    limit("\"search_max_batchsize\":2");
    String one = "{\"vector\":[1,1],\"limit\":1}";
    server.post(POINTS + "/search/batch", "{\"searches\":[%s,%s]}".formatted(one, one)).result();
    assertRefused(
        server.post(POINTS + "/search/batch", "{\"searches\":[%s,%s,%s]}".formatted(one, one, one)),
        "Limit exceeded 3 > 2 for \"search batch size\". Help: Reduce the \"search batch size\" parameter to or below 2.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "/search; {\"vector\":[1,1],\"limit\":1,\"filter\":%s}",
        "/query; {\"query\":[1,1],\"filter\":%s}",
        "/scroll; {\"filter\":%s}",
        "/count; {\"filter\":%s}",
      })
  void readsMayNeedAnIndexForEachField(String path, String body) {
    limit("\"unindexed_filtering_retrieve\":true", "\"unindexed_filtering_update\":false");
    server.post(POINTS + path, body.formatted(CITY)).result();
    limit("\"unindexed_filtering_retrieve\":false", "\"unindexed_filtering_update\":true");
    assertRefused(
        server.post(POINTS + path, body.formatted(CITY)),
        "Index required but not found for \"city\" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter.");
    index("city").result();
    server.post(POINTS + path, body.formatted(CITY)).result();
  }

  private Answer index(String field) {
    return server.put(
        C + "/index?wait=true", "{\"field_name\":\"" + field + "\",\"field_schema\":\"keyword\"}");
  }

  @Test
  void soMuchAFilterMayAsk() {
    limit("\"filter_max_conditions\":2", "\"condition_max_size\":3");
    String condition = "{\"key\":\"n\",\"match\":{\"any\":[%s]}}";
    String two = condition.formatted("1,2,3") + ",{\"must\":[" + condition.formatted("1") + "]}";
    String three = two + "," + condition.formatted("2");
    server.post(POINTS + "/count", "{\"filter\":{\"must\":[" + two + "]}}").result();
    assertRefused(
        server.post(POINTS + "/count", "{\"filter\":{\"must\":[" + three + "]}}"),
        "Filter condition limit reached (3 > 2). Help: Reduce the amount of conditions of your filter.");
    assertRefused(
        server.post(POINTS + "/delete", "{\"filter\":{\"must\":[" + three + "]}}"),
        "Filter condition limit reached (3 > 2). Help: Reduce the amount of conditions of your filter.");
    assertRefused(
        server.post(
            POINTS + "/scroll", "{\"filter\":{\"must\":[" + condition.formatted("1,2,3,4") + "]}}"),
        "Condition size limit reached (4 > 3). Help: Reduce the size of your condition.");
  }

  // ---- writes ----

  @Test
  void soManyPointsMayBeWrittenAtOnce() {
    limit("\"upsert_max_batchsize\":2");
    upsert(1, 2).result();
    assertRefused(
        upsert(4, 6),
        "Limit exceeded 3 > 2 for \"upsert limit\". Help: Reduce the \"upsert limit\" parameter to or below 2.");
    String points = "{\"points\":[%1$s,%1$s,%1$s]}".formatted("{\"id\":1,\"vector\":[5,5]}");
    String refusal =
        "Limit exceeded 3 > 2 for \"update limit\". Help: Reduce the \"update limit\" parameter to or below 2.";
    assertRefused(server.put(POINTS + "/vectors", points), refusal);
    assertRefused(
        server.post(
            POINTS + "/batch",
            "{\"operations\":[{\"delete\":{\"points\":[1]}},{\"update_vectors\":" + points + "}]}"),
        refusal);
    // Nothing of what was refused was done.
    assertThat(count()).isEqualTo(3);
    assertThat(server.get(POINTS + "/1").result().at("/vector/0").asInt()).isEqualTo(1);
  }

  @Test
  void soLargeAVectorMayBe() {
    server
        .put(
            "/collections/large",
            """
            {"vectors": {"m": {"size": 1, "distance": "Dot", "multivector_config": {"comparator": "max_sim"}}},
             "sparse_vectors": {"s": {}},
             "strict_mode_config": {"enabled": true, "multivector_config": {"m": {"max_vectors": 2}},
               "sparse_config": {"s": {"max_length": 1}}}}
            """)
        .result();
    String points = "/collections/large/points";
    String body =
        "{\"points\":[{\"id\":1,\"vector\":{\"m\":%s,\"s\":{\"indices\":%s,\"values\":%2$s}}}]}";
    server.put(points, body.formatted("[[1],[2]]", "[1]")).result();
    String multi = "Multivector 'm' has a limit of 2 vectors, but 3 were provided!";
    String sparse = "Sparse vector 's' has a limit of 1 indices, but 2 were provided!";
    assertRefused(server.put(points, body.formatted("[[1],[2],[3]]", "[1]")), multi);
    assertRefused(server.put(points, body.formatted("[[1]]", "[1,2]")), sparse);
    assertRefused(server.put(points + "/vectors", body.formatted("[[1]]", "[1,2]")), sparse);
  }

  private int count() {
    return server.post(POINTS + "/count", "{\"exact\":false}").result().get("count").asInt();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "POST; /delete; {\"filter\":%s}",
        "POST; /payload; {\"payload\":{},\"filter\":%s}",
        "PUT; /payload; {\"payload\":{},\"filter\":%s}",
        "POST; /payload/delete; {\"keys\":[\"x\"],\"filter\":%s}",
        "POST; /payload/clear; {\"filter\":%s}",
        "POST; /vectors/delete; {\"vector\":[\"\"],\"filter\":%s}",
        "POST; /batch; {\"operations\":[{\"delete\":{\"filter\":%s}}]}",
        "PUT; ~~; {\"points\":[],\"update_filter\":%s}",
      })
  void writesMayNeedAnIndexForEachField(String method, String path, String body) {
    limit("\"unindexed_filtering_update\":false");
    assertRefused(
        server.send(method, POINTS + path, body.formatted(CITY)),
        "Index required but not found for \"city\" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter.");
    assertThat(count()).isEqualTo(3);
    server.post(POINTS + "/scroll", "{\"filter\":" + CITY + "}").result();
    index("city").result();
    server.send(method, POINTS + path, body.formatted(CITY)).result();
  }

  @Test
  void soManyPayloadIndexesMayBe() {
    index("first").result();
    limit("\"max_payload_index_count\":1");
    assertRefused(
        index("second"),
        "Collection already has the maximum number of payload indices (1). Help: Please delete an existing index before creating a new one.");
    index("first").result();
    server.delete(C + "/index/first").result();
    index("second").result();
  }

  /** A second has to pass until shards are asked again. */
  private void aSecondPasses() {
    server.clock().addAndGet(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void soManyPointsMayBe() {
    limit("\"max_points_count\":4");
    upsert(4, 4).result();
    aSecondPasses();
    assertRefused(upsert(5, 5), "Max points count limit of 4 reached!");
    server.post(POINTS + "/payload", "{\"payload\":{\"x\":1},\"points\":[1]}").result();
    server.post(POINTS + "/delete", "{\"points\":[1]}").result();
    aSecondPasses();
    upsert(5, 5).result();
  }

  @Test
  void soManyBytesOfVectorsMayBe() {
    limit("\"max_collection_vector_size_bytes\":32");
    upsert(4, 4).result();
    aSecondPasses();
    String refusal = "Max vector storage size limit of 0.000030517578MB reached!";
    assertRefused(upsert(5, 5), refusal);
    assertRefused(
        server.put(POINTS + "/vectors", "{\"points\":[{\"id\":1,\"vector\":[5,5]}]}"), refusal);
    server.post(POINTS + "/payload", "{\"payload\":{\"x\":1},\"points\":[1]}").result();
    server.post(POINTS + "/vectors/delete", "{\"vector\":[\"\"],\"points\":[1]}").result();
    aSecondPasses();
    upsert(5, 5).result();
  }

  @Test
  void soManyBytesOfPayloadsMayBe() {
    limit("\"max_collection_payload_size_bytes\":1048576");
    String large = "{\"payload\":{\"x\":\"%s\"},\"points\":[1]}".formatted("x".repeat(1_048_576));
    server.post(POINTS + "/payload?wait=true", large).result();
    aSecondPasses();
    String refusal = "Max payload storage size limit of 1MB reached!";
    assertRefused(upsert(5, 5), refusal);
    assertRefused(server.post(POINTS + "/payload", large), refusal);
    assertRefused(server.put(POINTS + "/payload", large), refusal);
    server.post(POINTS + "/payload/clear", "{\"points\":[1]}").result();
    aSecondPasses();
    upsert(5, 5).result();
  }

  // ---- rates ----

  @Test
  void soOftenACollectionMayBeRead() {
    limit("\"read_rate_limit\":3");
    String one = "{\"vector\":[1,1],\"limit\":1}";
    server.post(POINTS + "/search/batch", "{\"searches\":[%s,%s]}".formatted(one, one)).result();
    server.post(POINTS + "/scroll", "{}").result();
    assertTooOften(
        server.post(POINTS + "/count", "{}"),
        "Read rate limit exceeded: Operation requires 1 tokens but only 0.0 were available. Retry after 20s",
        "20");
    server.clock().addAndGet(Duration.ofMillis(19_500).toNanos());
    assertTooOften(
        server.get(POINTS + "/1"),
        "Read rate limit exceeded: Operation requires 1 tokens but only 0.9 were available. Retry after 1s",
        "1");
    server.clock().addAndGet(Duration.ofMillis(500).toNanos());
    server.get(POINTS + "/1").result();
    assertTooOften(
        server.post(POINTS, "{\"ids\":[1,2,3,4]}"),
        "Read rate limit exceeded, request larger than rate limiter capacity, please try to split your request",
        "60");
    // Writes, and what is asked about the collection itself, are not of these.
    upsert(1, 9).result();
    server.get(C).result();
  }

  @Test
  void soOftenACollectionMayBeWritten() {
    limit("\"write_rate_limit\":10");
    upsert(1, 8).result();
    server.post(POINTS + "/delete", "{\"points\":[1]}").result();
    index("city").result();
    assertTooOften(
        upsert(1, 3),
        "Write rate limit exceeded: Operation requires 3 tokens but only 0.0 were available. Retry after 18s",
        "18");
    assertTooOften(
        upsert(1, 11),
        "Write rate limit exceeded, request larger than rate limiter capacity, please try to split your request",
        "60");
    server.post(POINTS + "/scroll", "{}").result();
    server.clock().addAndGet(Duration.ofSeconds(18).toNanos());
    upsert(1, 3).result();
  }

  private static void assertTooOften(Answer answer, String text, String retryAfter) {
    assertThat(answer.error()).isEqualTo("Rate limiting exceeded: " + text);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.response().headers().firstValue("Retry-After")).contains(retryAfter);
  }

  @Test
  void aCollectionOfTheSameNameBeginsAnew() {
    limit("\"read_rate_limit\":1");
    server.post(POINTS + "/scroll", "{}").result();
    assertThat(server.post(POINTS + "/scroll", "{}").status()).isEqualTo(429);
    server.delete(C).result();
    server.put(C, "{\"strict_mode_config\":{\"enabled\":true,\"read_rate_limit\":1}}").result();
    server.post(POINTS + "/scroll", "{}").result();
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    assertThat(server.post("/collections/none/points/scroll", "{}").status()).isEqualTo(404);
  }
}
