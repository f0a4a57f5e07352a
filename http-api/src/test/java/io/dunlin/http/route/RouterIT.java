package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same for every operation, and what a node says of itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RouterIT {
  private static final int LIMIT = 32 * 1024 * 1024;
  private static final String POINTS = "/collections/c/points";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void collection() {
    server.put("/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
  }

  @AfterEach
  void clear() {
    server.collections().failWith(null);
    server.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theRootTellsTheContractsVersion() {
    JsonNode root = server.get("/").json();
    assertThat(root.get("title").asText()).contains("dunlin");
    assertThat(root.get("version").asText()).isEqualTo("1.18.3");
    assertThat(root.get("commit").asText()).isEqualTo("a".repeat(40));
    assertThat(root.get("dunlin_version").asText()).isEqualTo("0.0.1");
    assertThat(root.has("result")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz,healthz check passed",
    "/livez,healthz check passed",
    "/readyz,all shards are ready"
  })
  void healthIsPlainText(String path, String text) {
    HttpResponse<byte[]> response = server.raw(server.request(path));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
    assertThat(new String(response.body(), UTF_8)).isEqualTo(text);
  }

  @Test
  void notReadyWhileTheCatalogDoesNotAnswer() {
    server.collections().failWith(new DunlinFailure.Unavailable("starting").asException());
    HttpResponse<byte[]> response = server.raw(server.request("/readyz"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new String(response.body(), UTF_8)).isEqualTo("some shards are not ready");
  }

  @Test
  void aWrongTimeoutDoesNotMakeANodeUnready() {
    assertThat(server.get("/readyz?timeout=0").status()).isEqualTo(422);
    assertThat(server.get("/readyz?timeout=soon").status()).isEqualTo(400);
  }

  @Test
  void aNodeAloneHasNoCluster() {
    assertThat(server.get("/cluster").result().get("status").asText()).isEqualTo("disabled");
  }

  @Test
  void telemetryCountsCollections() {
    JsonNode telemetry = server.get("/telemetry").result();
    assertThat(telemetry.at("/collections/number_of_collections").asInt()).isEqualTo(1);
    assertThat(telemetry.at("/app/version").asText()).isEqualTo("1.18.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/collections/c/", "//collections//c", "/collections/c///", "/collections/%63"})
  void slashesMoreOrLessChangeNothing(String path) {
    assertThat(server.get(path).status()).isEqualTo(200);
  }

  @Test
  void unknownPathsAndMethods() {
    Answer unknown = server.get("/nowhere");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.error()).isEqualTo("Not found: no such path: /nowhere");
    assertThat(server.send("PUT", "/collections/c/points/scroll", "{}").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?timeout=%", "?timeout=%zz"})
  void queriesThatAreNone(String query) throws IOException {
    // Not through the client, which refuses to send them.
    String head =
        "GET /collections/c" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (Socket socket = connect()) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void theLargestBodyIsTakenAndOneByteMoreRefused() {
    String body = "{\"ids\":[]" + " ".repeat(LIMIT - 10) + "}";
    assertThat(server.post(POINTS, body).status()).isEqualTo(200);
    tooLarge(server.post(POINTS, body + " "));
  }

  /** Without a length in its head. The answer comes when all is read, not in the middle. */
  @Test
  void aStreamThatIsTooLongIsRefused() throws IOException {
    byte[] chunk = new byte[64 * 1024];
    Arrays.fill(chunk, (byte) ' ');
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked"));
      for (int sent = 0; sent <= LIMIT; sent += chunk.length) {
        out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(UTF_8));
        out.write(chunk);
        out.write("\r\n".getBytes(UTF_8));
      }
      out.write("0\r\n\r\n".getBytes(UTF_8));
      assertThat(status(socket)).isEqualTo("HTTP/1.1 413");
    }
  }

  /** One that asks whether it may send so much is told so before it does. */
  @Test
  void aClientThatAsksFirstIsRefusedAtOnce() throws IOException {
    try (Socket socket = connect()) {
      String fields = "Content-Length: " + (LIMIT + 1) + "\r\nExpect: 100-continue";
      socket.getOutputStream().write(head(fields));
      assertThat(status(socket)).isEqualTo("HTTP/1.1 413");
    }
  }

  private static byte[] head(String fields) {
    return ("POST " + POINTS + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), UTF_8);
  }

  @Test
  void compressedBodiesAreTaken() throws IOException {
    assertThat(zipped("{\"ids\":[]}").status()).isEqualTo(200);
    tooLarge(zipped(" ".repeat(LIMIT + 1)));
    Answer damaged =
        server.send(
            server
                .request(POINTS)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("no gzip")));
    assertThat(damaged.status()).isEqualTo(400);
    assertThat(damaged.error()).startsWith("Payload error: ");
  }

  private Answer zipped(String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(UTF_8));
    }
    return server.send(
        server
            .request(POINTS)
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(bytes.toByteArray())));
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = server.server().restAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  private static void tooLarge(Answer answer) {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).contains("larger than the limit of " + LIMIT + " bytes");
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoTakeIt() throws IOException {
    String text = "x".repeat(5000);
    server
        .put(
            POINTS + "?wait=true",
            "{\"points\":[{\"id\":1,\"vector\":[1,2],\"payload\":{\"t\":\"%s\"}}]}".formatted(text))
        .result();
    HttpResponse<byte[]> response =
        server.raw(server.request(POINTS + "/1").header("Accept-Encoding", "deflate, gzip;q=0.5"));
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.body().length).isLessThan(1000);
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).contains(text);
    }
    assertThat(
            server
                .raw(server.request(POINTS + "/1").header("Accept-Encoding", "gzip;q=0"))
                .headers()
                .firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void pagesOfAnyOriginMayCall() {
    HttpResponse<byte[]> preflight =
        server.raw(
            server
                .request(POINTS)
                .header("Origin", "http://example.org")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "api-key, content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
        .contains("PUT");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("api-key, content-type");
    HttpResponse<byte[]> call =
        server.raw(server.request("/collections").header("Origin", "http://example.org"));
    assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
  }

  @Test
  void theOverloadedSayWhenToComeBack() {
    server
        .collections()
        .failWith(new DunlinFailure.Overloaded("busy", Duration.ofMillis(1500)).asException());
    Answer answer = server.get("/collections/c");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.error()).isEqualTo("Rate limiting exceeded: busy");
    assertThat(answer.response().headers().firstValue("Retry-After")).contains("2");
  }

  @Test
  void whatNobodyForesawIsOurFault() {
    server.collections().failWith(new IllegalStateException("a secret"));
    Answer answer = server.get("/collections/c");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.error()).startsWith("Service internal error: ").doesNotContain("secret");
  }

  @Test
  void requestsAreCountedAndTimed() {
    server.get(POINTS + "/404");
    server.get("/nowhere");
    assertThat(metrics())
        .contains("app_info{", "collections_total 1", "collection_points{id=\"c\"} 0")
        .contains(
            "dunlin_pinned_bytes 0\n",
            "dunlin_pinned_limit_bytes 1048576\n",
            "dunlin_sections_left_mapped 0\n");
    await(
        "rest_responses_total{",
        "method=\"GET\"",
        "endpoint=\"/collections/{collection_name}/points/{id}\"",
        "status=\"404\"");
    await("rest_responses_total{", "endpoint=\"unknown\"", "status=\"404\"");
    await("rest_responses_duration_seconds_bucket{", "le=\"+Inf\"", "endpoint=\"unknown\"");
    await("rest_responses_duration_seconds_count{", "endpoint=\"unknown\"");
  }

  private String metrics() {
    return new String(server.raw(server.request("/metrics")).body(), UTF_8);
  }

  /** Until there is a line with all these parts: what is collected is up to a second old. */
  private void await(String... parts) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    String text = metrics();
    while (!hasLine(text, parts) && System.nanoTime() < deadline) {
      text = metrics();
    }
    assertThat(hasLine(text, parts)).as(text).isTrue();
  }

  private static boolean hasLine(String text, String... parts) {
    return text.lines().anyMatch(line -> Arrays.stream(parts).allMatch(line::contains));
  }
}
