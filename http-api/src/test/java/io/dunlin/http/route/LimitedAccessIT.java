package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.access.Jwt;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers whose token lets them see the points of one tenant alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitedAccessIT {
  private static final String KEY = "the-key";
  private static final String LIMIT = "{\"key\":\"tenant\",\"match\":{\"value\":\"a\"}}";
  private static final String ENTRY =
      "{\"collection\":\"%s\",\"access\":\"r\",\"filter\":{\"must\":[" + LIMIT + "]}}";

  private static final String TOKEN =
      Jwt.of(
          "{\"access\":[%s,%s]}".formatted(ENTRY.formatted("birds"), ENTRY.formatted("cages")),
          KEY);

  /** Limited in the collection of examples alone. */
  private static final String BIRDS_WHOLE =
      Jwt.of(
          "{\"access\":[{\"collection\":\"birds\",\"access\":\"rw\"},%s]}"
              .formatted(ENTRY.formatted("cages")),
          KEY);

  private static final int POINTS = 60;

  private final RestServer server =
      RestServer.start(
          new AccessSettings(Optional.of(KEY), Optional.empty(), Optional.empty(), true));

  /** Of each collection the points with even ids are tenant a's. */
  @BeforeAll
  void fill() {
    Random random = new Random(7);
    for (String name : new String[] {"birds", "cages"}) {
      String collection = "/collections/" + name;
      call(KEY, "PUT", collection, "{\"vectors\":{\"size\":2,\"distance\":\"Cosine\"}}").result();
      List<String> points = new ArrayList<>();
      for (int id = 0; id < POINTS; id++) {
        points.add(
            "{\"id\":%d,\"vector\":[%s,%s],\"payload\":{\"tenant\":\"%s\",\"n\":%d,\"kind\":\"k%d\",\"cage\":%d}}"
                .formatted(
                    id,
                    random.nextFloat(),
                    random.nextFloat(),
                    id % 2 == 0 ? "a" : "b",
                    random.nextInt(10),
                    random.nextInt(4),
                    random.nextInt(POINTS)));
      }
      call(KEY, "PUT", collection + "/points?wait=true", "{\"points\":" + points + "}").result();
    }
    call(
            KEY,
            "PUT",
            "/collections/birds/index",
            "{\"field_name\":\"kind\",\"field_schema\":\"keyword\"}")
        .result();
    call(
            KEY,
            "POST",
            "/collections/aliases",
            "{\"actions\":[{\"create_alias\":{\"collection_name\":\"birds\",\"alias_name\":\"flock\"}}]}")
        .result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer call(String key, String method, String path, String body) {
    return server.send(
        server.request(path).header("api-key", key).method(method, BodyPublishers.ofString(body)));
  }

  private Answer points(String key, String operation, String body) {
    return call(key, "POST", "/collections/birds/points" + operation, body);
  }

  // ---- the same as with the filter by hand ----

  /** An operation and its body, with %s where the filter stands. */
  private record Asked(String path, String body) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anAnswerIsThatToTheFilterAddedByHand(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 80; i++) {
      Asked asked = asked(random);
      String filter = filter(random);
      String collection = "/collections/" + (random.nextBoolean() ? "birds" : "flock");
      JsonNode limited =
          call(TOKEN, "POST", collection + asked.path(), asked.body().formatted(filter)).result();
      JsonNode byHand =
          call(
                  KEY,
                  "POST",
                  collection + asked.path(),
                  asked.body().formatted("{\"must\":[%s,%s]}".formatted(LIMIT, filter)))
              .result();
      assertThat(limited).as("seed %d, %d: %s, %s", seed, i, asked, filter).isEqualTo(byHand);
    }
  }

  private static Asked asked(Random random) {
    String root = "\"filter\":%s,\"limit\":" + (1 + random.nextInt(12)) + ",\"with_payload\":true";
    String one = query(random);
    return switch (random.nextInt(10)) {
      case 0 -> new Asked("/points/query", "{\"query\":" + one + "," + root + "}");
      case 1 -> new Asked("/points/query", "{" + prefetch(random, 2) + "," + root + "}");
      case 2 ->
          new Asked(
              "/points/query/groups",
              "{\"query\":" + one + ",\"group_by\":\"kind\",\"group_size\":2," + root + "}");
      case 3 ->
          new Asked(
              "/points/query/batch",
              "{\"searches\":[{\"query\":"
                  + one
                  + ","
                  + root
                  + "},{\"query\":"
                  + own(random)
                  + ",\"filter\":"
                  + LIMITED_TWICE
                  + "}]}");
      case 4 ->
          new Asked(
              "/points/recommend",
              "{\"positive\":["
                  + own(random)
                  + "],\"negative\":["
                  + own(random)
                  + "],"
                  + root
                  + "}");
      case 5 -> new Asked("/points/scroll", "{" + root + ",\"offset\":" + random.nextInt(20) + "}");
      case 6 -> new Asked("/points/count", "{\"filter\":%s,\"exact\":true}");
      case 7 -> new Asked("/facet", "{\"key\":\"kind\",\"filter\":%s}");
      case 8 ->
          new Asked("/points/search/matrix/pairs", "{\"sample\":6,\"limit\":3,\"filter\":%s}");
      default -> new Asked("/points/search", "{\"vector\":" + vector(random) + "," + root + "}");
    };
  }

  private static final String LIMITED_TWICE = "{\"must\":" + LIMIT + "}";

  private static String prefetch(Random random, int depth) {
    String inner = depth == 1 ? "" : "," + prefetch(random, depth - 1);
    return "\"prefetch\":[{\"query\":"
        + (inner.isEmpty() ? vector(random) : "{\"fusion\":\"rrf\"}")
        + ",\"limit\":20"
        + inner
        + "},{\"query\":"
        + query(random)
        + ",\"filter\":"
        + filter(random)
        + "}],\"query\":{\"fusion\":\"rrf\"}";
  }

  private static String query(Random random) {
    return random.nextBoolean() ? vector(random) : own(random);
  }

  private static String vector(Random random) {
    return "[" + random.nextFloat() + "," + random.nextFloat() + "]";
  }

  /** The id of a point that is seen. */
  private static String own(Random random) {
    return String.valueOf(2 * random.nextInt(POINTS / 2));
  }

  private static String filter(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "{}";
      case 1 -> "{\"must\":[{\"key\":\"n\",\"range\":{\"gte\":" + random.nextInt(8) + "}}]}";
      case 2 ->
          "{\"should\":[{\"key\":\"tenant\",\"match\":{\"value\":\"b\"}},{\"key\":\"kind\",\"match\":{\"value\":\"k1\"}}]}";
      default -> "{\"must_not\":[{\"key\":\"kind\",\"match\":{\"value\":\"k0\"}}]}";
    };
  }

  // ---- points that are named ----

  @Test
  void pointsAreReadByIdWhereTheyPass() {
    assertThat(call(TOKEN, "GET", "/collections/birds/points/2", "").status()).isEqualTo(200);
    assertThat(call(TOKEN, "GET", "/collections/birds/points/3", "").status()).isEqualTo(404);
    JsonNode found = points(TOKEN, "", "{\"ids\":[8,3,2,8,5,999]}").result();
    List<Integer> ids = new ArrayList<>();
    found.forEach(point -> ids.add(point.get("id").asInt()));
    assertThat(ids).containsExactly(8, 2);
  }

  /** Of a foreign point the answer is the same as of one that does not exist. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /query        | {"query":ID}
          /query        | {"query":{"recommend":{"positive":[2],"negative":[ID],"strategy":"best_score"}}}
          /query        | {"query":{"discover":{"target":2,"context":[{"positive":4,"negative":ID}]}}}
          /query        | {"prefetch":{"prefetch":{"query":ID},"query":[1,0]},"query":[1,0]}
          /query        | {"query":ID,"lookup_from":{"collection":"cages"}}
          /query/batch  | {"searches":[{"query":2},{"query":ID}]}
          /query/groups | {"query":ID,"group_by":"kind"}
          /recommend    | {"positive":[ID],"limit":3}
          """)
  void aForeignExampleIsNotFound(String operation, String body) {
    Answer foreign = points(TOKEN, operation, body.replace("ID", "3"));
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.error()).contains("No point with id 3 found");
    assertThat(points(TOKEN, operation, body.replace("ID", "999")).error())
        .isEqualTo(foreign.error().replace("id 3 ", "id 999 "));
    assertThat(points(KEY, "/query", "{\"query\":3}").status()).isEqualTo(200);
  }

  @Test
  void whatIsLookedUpElsewhereIsLimitedThere() {
    String own = "{\"query\":2,\"lookup_from\":{\"collection\":\"cages\"}}";
    String vector =
        call(KEY, "GET", "/collections/cages/points/2", "").result().get("vector").toString();
    assertThat(points(BIRDS_WHOLE, "/query", own).result())
        .isEqualTo(points(KEY, "/query", "{\"query\":" + vector + "}").result());
    assertThat(points(BIRDS_WHOLE, "/query", own.replace("2", "3")).status()).isEqualTo(404);
    String groups =
        "{\"query\":[1,0],\"group_by\":\"cage\",\"limit\":30,\"with_lookup\":\"cages\"}";
    JsonNode told = points(BIRDS_WHOLE, "/query/groups", groups).result().get("groups");
    assertThat(told).isNotEmpty();
    for (JsonNode group : told) {
      assertThat(group.path("lookup").has("id"))
          .as(group.toString())
          .isEqualTo(group.get("id").asInt() % 2 == 0);
    }
  }

  @Test
  void aForeignPointIsNoneToWhyNot() {
    String body = "{\"id\":%d,\"query\":[1,0],\"limit\":1}";
    assertThat(points(TOKEN, "/whynot", body.formatted(3)).result().get("reason").asText())
        .isEqualTo("no_such_point");
    assertThat(points(TOKEN, "/whynot", body.formatted(2)).result().get("reason").asText())
        .isNotEqualTo("no_such_point");
  }

  @Test
  void theCollectionCountsWhatIsSeen() {
    JsonNode info = call(TOKEN, "GET", "/collections/flock", "").result();
    assertThat(info.get("points_count").asInt()).isEqualTo(POINTS / 2);
    assertThat(info.get("segments_count").asInt()).isZero();
  }

  /** Scrolls are filtered page by page. */
  @Test
  void aCursorOfAScrollGoesOverWhatIsSeen() {
    List<Integer> ids = new ArrayList<>();
    String cursor = "{}";
    while (!cursor.equals("null")) {
      Answer page = points(TOKEN, "/scroll", "{\"limit\":7,\"cursor\":" + cursor + "}");
      page.result().get("points").forEach(point -> ids.add(point.get("id").asInt()));
      cursor = page.json().path("next_page_cursor").toString();
    }
    assertThat(ids).isEqualTo(IntStream.range(0, POINTS / 2).map(i -> 2 * i).boxed().toList());
  }

  // ---- what cannot be limited ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /collections/birds/points/query      | {"query":[1,0],"cursor":{}}
          POST /collections/birds/points/query      | {"query":[1,0],"params":{"explain":true}}
          GET /collections/birds/changes            | {}
          GET /collections/birds/cluster            | {}
          GET /collections/birds/index              | {}
          GET /collections/birds/optimizations      | {}
          GET /collections/birds/snapshots          | {}
          POST /collections/birds/snapshots         | {}
          PUT /collections/birds/points             | {"points":[{"id":2,"vector":[1,0]}]}
          POST /collections/birds/points/delete     | {"points":[2]}
          PUT /collections/birds/index              | {"field_name":"a","field_schema":"keyword"}
          DELETE /collections/birds                 | {}
          POST /collections/others/points/scroll    | {}
          """)
  void whatCannotBeLimitedIsRefused(String endpoint, String body) {
    int space = endpoint.indexOf(' ');
    Answer answer = call(TOKEN, endpoint.substring(0, space), endpoint.substring(space + 1), body);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(403);
    assertThat(answer.error()).startsWith("Forbidden: ");
  }
}
