package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** Snapshots over REST: envelopes, files as they come and go, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SnapshotRoutesIT {
  private static final String C = "/collections/birds/snapshots";
  private static final String FORM = "multipart/form-data; boundary=xyz";

  private final RestServer server = RestServer.start();

  @BeforeAll
  void create() {
    server.put("/collections/birds", "{\"vectors\": {\"size\": 2, \"distance\": \"Dot\"}}");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void areMadeListedFetchedAndRemoved() {
    for (String path : new String[] {C, "/collections/birds/shards/0/snapshots", "/snapshots"}) {
      JsonNode made = server.post(path, "").result();
      assertThat(made.get("creation_time").asText()).isEqualTo("2023-11-14T22:13:20");
      assertThat(made.get("checksum").asText()).hasSize(64);
      assertThat(server.get(path).result()).contains(made);
      String name = made.get("name").asText();

      var fetched = server.raw(server.request(path + "/" + name).GET());

      assertThat(fetched.statusCode()).isEqualTo(200);
      assertThat(new String(fetched.body(), StandardCharsets.UTF_8)).startsWith("snapshot of ");
      assertThat(fetched.headers().firstValueAsLong("Content-Length"))
          .hasValue(made.get("size").asLong());
      assertThat(fetched.headers().firstValue("Content-Disposition").orElse("")).contains(name);
      assertThat(server.delete(path + "/" + name).result().asBoolean()).isTrue();
      assertThat(server.get(path + "/" + name).status()).isEqualTo(404);
      assertThat(server.delete(path + "/" + name).status()).isEqualTo(404);
    }
  }

  @Test
  void aShardIsMadeAndFetchedAtOnce() {
    var fetched = server.raw(server.request("/collections/birds/shards/0/snapshot").GET());

    assertThat(fetched.statusCode()).isEqualTo(200);
    assertThat(new String(fetched.body(), StandardCharsets.UTF_8)).startsWith("snapshot of ");
  }

  @Test
  void whoDoesNotWaitIsToldThatItHasBegun() {
    Answer answer = server.post(C + "?wait=false", "");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("status").asText()).isEqualTo("accepted");
    assertThat(answer.json().has("result")).isFalse();
    assertThat(server.post("/collections/none/snapshots?wait=false", "").status()).isEqualTo(404);
  }

  @Test
  void howItEndedForWhoDidNotWaitStandsInTheLog() {
    Logger log = (Logger) LoggerFactory.getLogger(SnapshotRoutes.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      Answer begun = server.put(C + "/recover?wait=false", "{\"location\": \"ftp://x\"}");
      assertThat(begun.status()).isEqualTo(202);
      assertThat(lines.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("recovering", "birds", "location: expected file://");
    } finally {
      log.detachAppender(lines);
    }
  }

  private Answer upload(String query, String field, String content) {
    String body =
        "--xyz\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a\"\r\n"
                .formatted(field)
            + "Content-Type: application/octet-stream\r\n\r\n"
            + content
            + "\r\n--xyz--\r\n";
    return server.send(
        server
            .request(C + "/upload" + query)
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void whatIsUploadedIsRecovered() {
    assertThat(upload("?priority=snapshot", "snapshot", "snapshot of birds").result().asBoolean())
        .isTrue();
    assertThat(upload("?wait=false", "snapshot", "snapshot of birds").status()).isEqualTo(202);

    assertThat(upload("", "snapshot", "something else").status()).isEqualTo(400);
    assertThat(upload("", "else", "snapshot of birds").error()).contains("`snapshot`");
    assertThat(upload("?priority=most", "snapshot", "x").status()).isEqualTo(400);
    assertThat(upload("", "snapshot", "x".repeat(1 << 20)).status()).isEqualTo(413);
    Answer mismatch = upload("?checksum=" + "1".repeat(64), "snapshot", "snapshot of birds");
    assertThat(mismatch.status()).isEqualTo(400);
    assertThat(mismatch.error()).startsWith("Checksum mismatch: ");
    HttpRequest.Builder noForm =
        server
            .request(C + "/upload")
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofString("snapshot of birds"));
    assertThat(server.send(noForm).error()).contains("multipart/form-data");
  }

  @Test
  void recoveringNamesWhatIsWrong() {
    assertThat(server.put(C + "/recover", "{}").error()).contains("location");
    assertThat(server.put(C + "/recover", "{\"location\": \"ftp://x\"}").error())
        .contains("location");
    assertThat(
            server
                .put(C + "/recover", "{\"location\": \"file:///x\", \"priority\": \"most\"}")
                .error())
        .contains("`no_sync`");
  }
}
