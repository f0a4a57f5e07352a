package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.access.Jwt;
import io.dunlin.http.access.Needs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and tokens over REST: who gets in, and what they may do there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
  private static final String KEY = "the-key";
  private static final String ALT = "the-next-key";
  private static final String READER = "the-key-of-readers";

  private static final String POINT = "{\"points\":[{\"id\":1,\"vector\":[1,0]}]}";

  private final RestServer server =
      RestServer.start(
          new AccessSettings(Optional.of(KEY), Optional.of(ALT), Optional.of(READER), true));

  /** {@code books}, also named {@code shelf}, and {@code diaries}, each with a point. */
  @BeforeAll
  void fill() {
    for (String name : new String[] {"books", "diaries"}) {
      String collection = "/collections/" + name;
      call(KEY, "PUT", collection, "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
      call(KEY, "PUT", collection + "/points?wait=true", POINT).result();
    }
    call(
            KEY,
            "POST",
            "/collections/diaries/points/payload?wait=true",
            "{\"payload\":{\"of\":\"eve\"},\"points\":[1]}")
        .result();
    call(
            KEY,
            "POST",
            "/collections/aliases",
            "{\"actions\":[{\"create_alias\":{\"collection_name\":\"books\",\"alias_name\":\"shelf\"}}]}")
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

  private int status(String key, String endpoint, String body) {
    int space = endpoint.indexOf(' ');
    return call(key, endpoint.substring(0, space), endpoint.substring(space + 1), body).status();
  }

  /** One that its bearer may use these collections with: {@code books:rw diaries:r}. */
  private static String token(String grants) {
    StringBuilder access = new StringBuilder();
    for (String grant : grants.split(" ")) {
      String[] parts = grant.split(":");
      access
          .append(access.isEmpty() ? "" : ",")
          .append("{\"collection\":\"%s\",\"access\":\"%s\"}".formatted(parts[0], parts[1]));
    }
    return Jwt.of("{\"access\":[" + access + "]}", KEY);
  }

  // ---- what points tell of who wrote them ----

  @Test
  void pointsTellWhoWroteThem() {
    String reports = "/collections/reports";
    call(KEY, "PUT", reports, "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"},\"lineage\":true}")
        .result();
    String ada =
        Jwt.of(
            "{\"sub\":\"ada\",\"access\":[{\"collection\":\"reports\",\"access\":\"prw\"}]}", ALT);
    call(ada, "PUT", reports + "/points?wait=true", POINT).result();
    assertThat(told(reports)).isEqualTo("ada ada");
    call(ALT, "PUT", reports + "/points/vectors?wait=true", POINT).result();
    assertThat(told(reports)).isEqualTo("ada alt-api-key");
    call(KEY, "POST", reports + "/points/payload/clear?wait=true", "{\"points\":[1]}").result();
    assertThat(told(reports)).isEqualTo("ada api-key");
    call(token("reports:rw"), "PUT", reports + "/points?wait=true", POINT).result();
    assertThat(told(reports)).isEqualTo("ada token");
    assertThat(
            call(
                    KEY,
                    "PUT",
                    reports + "/points/payload",
                    "{\"points\":[1],\"payload\":{\"_lineage\":{}}}")
                .error())
        .contains("`_lineage`");
    call(KEY, "DELETE", reports, "").result();
  }

  private String told(String collection) {
    JsonNode told =
        call(READER, "GET", collection + "/points/1", "").result().at("/payload/_lineage");
    return told.get("inserted_by").asText() + " " + told.get("updated_by").asText();
  }

  // ---- keys ----

  @Test
  void everyOperationHasANeed() {
    Set<String> endpoints =
        Router.table(new InMemoryCollections(), TestFacts.FACTS)
            .operations()
            .map(Operation::endpoint)
            .collect(Collectors.toSet());
    assertThat(Needs.read().endpoints()).containsAll(endpoints);
    assertThat(Needs.read().endpoints().stream().filter(endpoint -> !endpoint.startsWith("/")))
        .isSubsetOf(endpoints);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/livez", "/readyz"})
  void versionAndHealthNeedNoKey(String path) {
    assertThat(server.get(path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/collections", "/metrics", "/telemetry", "/nowhere", "/collections/books"})
  void theRestAnswersPlainTextToWhoeverHasNone(String path) {
    Answer none = server.get(path);
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.response().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    assertThat(new String(none.response().body(), StandardCharsets.UTF_8))
        .isEqualTo("Must provide an API key or an Authorization bearer token");
    Answer wrong = call("the-keY", "GET", path, "");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(new String(wrong.response().body(), StandardCharsets.UTF_8))
        .isEqualTo("Invalid API key or JWT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer the-key", "bearer the-next-key", "Bearer the-key-of-readers"})
  void aKeyMayComeAsBearer(String authorization) {
    Answer answer =
        server.send(server.request("/collections").header("Authorization", authorization).GET());
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void anotherSchemeIsNoKey() {
    Answer answer =
        server.send(
            server.request("/collections").header("Authorization", "Basic dGhlLWtleQ==").GET());
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void aPreflightNeedsNoKey() {
    Answer answer =
        server.send(
            server
                .request("/collections")
                .header("Access-Control-Request-Method", "GET")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void readersReadEverythingAndChangeNothing() {
    assertThat(status(READER, "GET /collections/diaries", "")).isEqualTo(200);
    assertThat(status(READER, "POST /collections/books/points/scroll", "{}")).isEqualTo(200);
    assertThat(status(READER, "GET /metrics", "")).isEqualTo(200);
    assertThat(status(READER, "GET /collections/books/cluster", "")).isEqualTo(200);
    Answer write = call(READER, "PUT", "/collections/books/points", POINT);
    assertThat(write.status()).isEqualTo(403);
    assertThat(write.error()).isEqualTo("Forbidden: Write access is required");
    assertThat(status(READER, "DELETE /collections/books", "")).isEqualTo(403);
    assertThat(status(READER, "PUT /collections/books/index", "{\"field_name\":\"a\"}"))
        .isEqualTo(403);
    assertThat(status(READER, "POST /collections/aliases", "{\"actions\":[]}")).isEqualTo(403);
  }

  /** A client that is still sending would find a reset connection in the place of an answer. */
  @ParameterizedTest
  @CsvSource({"wrong, 401", READER + ", 403", KEY + ", 400"})
  void anUploadThatIsRefusedIsReadToItsEnd(String key, int status) throws IOException {
    InetSocketAddress address = server.server().restAddress();
    byte[] body = new byte[16 << 20];
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          POST /collections/books/snapshots/upload?priority=most HTTP/1.1
          Host: localhost
          api-key: %s
          Connection: close
          Content-Type: multipart/form-data; boundary=xyz
          Content-Length: %d

          """
              .formatted(key, body.length)
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + status);
    }
  }

  // ---- tokens ----

  @Test
  void aTokenForEverythingIsAsGoodAsAKey() {
    assertThat(status(Jwt.of("{}", KEY), "PUT /collections/books/points", POINT)).isEqualTo(200);
    assertThat(status(Jwt.of("{\"access\":\"m\"}", ALT), "GET /telemetry", "")).isEqualTo(200);
    assertThat(status(Jwt.of("{\"access\":\"r\"}", KEY), "GET /telemetry", "")).isEqualTo(200);
    assertThat(status(Jwt.of("{\"access\":\"r\"}", KEY), "PUT /collections/books/points", POINT))
        .isEqualTo(403);
    assertThat(status(Jwt.of("{}", READER), "GET /collections", "")).isEqualTo(401);
  }

  /** Columns: operation, then whether r, prw and rw of the collection allow it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /collections/books                     | {}  | true  | true  | true
          GET /collections/shelf/exists              | {}  | true  | true  | true
          POST /collections/shelf/points/scroll      | {}  | true  | true  | true
          POST /collections/books/points/count       | {}  | true  | true  | true
          GET /collections/books/cluster             | {}  | true  | false | true
          PUT /collections/books/points              | {"points":[{"id":1,"vector":[1,0]}]} | false | true | true
          POST /collections/shelf/points/delete      | {"points":[9]} | false | true | true
          POST /collections/books/points/batch       | {"operations":[{"delete":{"points":[9]}}]} | false | true | true
          POST /search?collection=books              | {"query":[1,0]} | true | true | true
          POST /search?collection=diaries            | {"query":[1,0]} | false | false | false
          POST /ingest?collection=books              | {"points":[{"id":1,"vector":[1,0]}]} | false | true | true
          POST /upsert?collection=diaries            | {"points":[{"id":1,"vector":[1,0]}]} | false | false | false
          DELETE /document/9?collection=books        | {} | false | true | true
          PUT /collections/books/index               | {"field_name":"a","field_schema":"keyword"} | false | false | true
          DELETE /collections/books/index/a          | {} | false | false | true
          PUT /collections/new                       | {} | false | false | false
          PATCH /collections/books                   | {} | false | false | false
          DELETE /collections/books                  | {} | false | false | false
          POST /collections/aliases                  | {"actions":[]} | false | false | false
          GET /metrics                               | {} | false | false | false
          GET /telemetry                             | {} | false | false | false
          GET /cluster                               | {} | false | false | false
          POST /snapshots                            | {} | false | false | false
          GET /collections/diaries                   | {} | false | false | false
          PUT /collections/diaries/points            | {"points":[{"id":1,"vector":[1,0]}]} | false | false | false
          """)
  void aTokenForACollectionIsGoodForItAlone(
      String endpoint, String body, boolean read, boolean writePoints, boolean write) {
    assertThat(status(token("books:r"), endpoint, body)).isEqualTo(read ? 200 : 403);
    assertThat(status(token("books:prw"), endpoint, body)).isEqualTo(writePoints ? 200 : 403);
    assertThat(status(token("books:rw"), endpoint, body)).isEqualTo(write ? 200 : 403);
  }

  @Test
  void listsShowWhatTheCallerMaySee() {
    assertThat(names(call(KEY, "GET", "/collections", ""), "collections", "name"))
        .containsExactly("books", "diaries");
    assertThat(names(call(token("diaries:r"), "GET", "/collections", ""), "collections", "name"))
        .containsExactly("diaries");
    assertThat(names(call(token("diaries:r"), "GET", "/aliases", ""), "aliases", "alias_name"))
        .isEmpty();
    assertThat(names(call(token("books:r"), "GET", "/aliases", ""), "aliases", "alias_name"))
        .containsExactly("shelf");
  }

  private static Set<String> names(Answer answer, String list, String field) {
    Set<String> names = new java.util.TreeSet<>();
    for (JsonNode entry : answer.result().get(list)) {
      names.add(entry.get(field).asText());
    }
    return names;
  }

  /** Examples are looked up in another collection, and groups told with its points. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /query        | {"query":1,"lookup_from":{"collection":"diaries"}}
          /query        | {"prefetch":{"prefetch":{"query":1,"lookup_from":{"collection":"diaries"}},"query":[1,0]},"query":[1,0]}
          /whynot       | {"id":1,"query":1,"lookup_from":{"collection":"diaries"}}
          /query/batch  | {"searches":[{"query":[1,0]},{"query":1,"lookup_from":{"collection":"diaries"}}]}
          /query/groups | {"query":[1,0],"group_by":"of","with_lookup":"diaries"}
          /recommend    | {"positive":[1],"limit":3,"lookup_from":{"collection":"diaries"}}
          """)
  void collectionsNamedInsideNeedReadAccessToo(String path, String body) {
    String endpoint = "POST /collections/books/points" + path;
    assertThat(status(token("books:rw"), endpoint, body)).isEqualTo(403);
    assertThat(status(token("books:r diaries:prw"), endpoint, body)).isEqualTo(200);
    assertThat(status(READER, endpoint, body)).isEqualTo(200);
  }

  @Test
  void whatATokenSaysMustExistIsLookedForEachTime() {
    String claims =
        "{\"access\":\"r\",\"value_exists\":{\"collection\":\"%s\",\"matches\":[{\"key\":\"of\",\"value\":\"%s\"}]}}";
    String eve = Jwt.of(claims.formatted("diaries", "eve"), KEY);
    assertThat(status(eve, "GET /collections/books", "")).isEqualTo(200);
    assertThat(
            status(
                Jwt.of(claims.formatted("diaries", "mallory"), KEY), "GET /collections/books", ""))
        .isEqualTo(401);
    assertThat(
            status(Jwt.of(claims.formatted("nowhere", "eve"), KEY), "GET /collections/books", ""))
        .isEqualTo(403);
  }
}
