package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.dunlin.http.RestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** zstd over REST, made and read by its own library; gzip is with what all operations share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompressionIT {
  private static final int LIMIT = 32 * 1024 * 1024;
  private static final String POINTS = "/collections/c/points";
  private static final String TEXT = "a text ".repeat(1000);

  private final RestServer server = RestServer.start();

  @BeforeAll
  void collection() {
    server.put("/collections/c", "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}").result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aBodyIsReadAndAnAnswerCompressed() {
    String points =
        "{\"points\":[{\"id\":1,\"vector\":[1,2],\"payload\":{\"t\":\"%s\"}}]}".formatted(TEXT);
    assertThat(send("PUT", Zstd.compress(points.getBytes(UTF_8)), "zstd").statusCode())
        .isEqualTo(200);
    HttpResponse<byte[]> answer =
        server.raw(server.request(POINTS + "/1").header("Accept-Encoding", "gzip, zstd"));
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("zstd");
    assertThat(answer.body().length).isLessThan(500);
    assertThat(new String(Zstd.decompress(answer.body(), LIMIT), UTF_8)).contains(TEXT);
  }

  @Test
  void aBombIsRefused() {
    byte[] bomb = Zstd.compress(new byte[LIMIT + 1]);
    assertThat(bomb.length).isLessThan(10_000);
    HttpResponse<byte[]> refused = send("POST", bomb, "zstd");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(new String(refused.body(), UTF_8))
        .contains("larger than the limit of " + LIMIT + " bytes");
  }

  @Test
  void aDamagedBodyIsTheCallersFault() {
    HttpResponse<byte[]> refused = send("POST", "{}".getBytes(UTF_8), "zstd");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body(), UTF_8)).contains("the body is not zstd");
  }

  @Test
  void othersAreUnknown() {
    HttpResponse<byte[]> refused = send("POST", new byte[10], "br");
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.headers().firstValue("Accept-Encoding")).contains("zstd, gzip");
    assertThat(new String(refused.body(), UTF_8))
        .contains("unknown content encoding: br; this server reads: zstd, gzip");
  }

  private HttpResponse<byte[]> send(String method, byte[] body, String encoding) {
    return server.raw(
        server
            .request(POINTS)
            .header("Content-Encoding", encoding)
            .method(method, BodyPublishers.ofByteArray(body)));
  }
}
