package io.dunlin.http.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dunlin.http.codec.RerankDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service is sent in its dialect, and what is made of its answers, good and bad. */
class HttpRerankerTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String KEY = "sesame-42";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final HttpServer server = start();

  /** What is answered; empty: nothing. */
  private volatile String answer = "";

  private volatile int status = 200;

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void serve() {
    server.createContext("/rerank", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    received.add(
        exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (!answer.isEmpty()) {
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpReranker reranker(RerankDialect dialect, Optional<String> key, int batch) {
    return new HttpReranker(
        new HttpRerankerSettings(
            "judge",
            URI.create("http://127.0.0.1:%d/rerank".formatted(server.getAddress().getPort())),
            dialect,
            key.map(_ -> "m"),
            key,
            LONG,
            batch));
  }

  private CompletableFuture<float[]> asked(RerankDialect dialect, String... texts) {
    return reranker(dialect, Optional.of(KEY), 100)
        .scores("what?", List.of(texts), LONG)
        .toCompletableFuture();
  }

  @Test
  void speaksAsCohereDoes() {
    answer =
        "{\"id\":\"x\",\"results\":[{\"index\":1,\"relevance_score\":0.9,\"document\":{}},{\"index\":0,\"relevance_score\":-2}]}";
    assertThat(asked(RerankDialect.COHERE, "a", "b").join()).containsExactly(-2, 0.9f);
    assertThat(received)
        .containsExactly(
            "Bearer sesame-42 {\"model\":\"m\",\"query\":\"what?\",\"documents\":[\"a\",\"b\"],\"top_n\":2}");
  }

  @Test
  void speaksAsTextEmbeddingsInferenceDoesWithSeveralRequestsForManyTexts() {
    answer = "[{\"index\":0,\"score\":0.25}]";
    assertThat(
            reranker(RerankDialect.TEI, Optional.empty(), 1)
                .scores("what?", List.of("a", "b"), LONG)
                .toCompletableFuture()
                .join())
        .containsExactly(0.25f, 0.25f);
    assertThat(received)
        .containsExactlyInAnyOrder(
            "null {\"query\":\"what?\",\"texts\":[\"a\"],\"truncate\":true}",
            "null {\"query\":\"what?\",\"texts\":[\"b\"],\"truncate\":true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{\"results\":[]}",
        "[]",
        "[{\"index\":0,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":0,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":2,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":-1,\"score\":1}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":NaN}]",
        "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":null}]",
        "[{\"index\":0,\"score\":1},{\"index\":1}]",
      })
  void anAnswerThatDoesNotScoreEachTextOnceIsNone(String wrong) {
    answer = wrong;
    assertThatThrownBy(asked(RerankDialect.TEI, "a", "b")::join)
        .hasMessageContaining("does not score each of 2 texts once");
  }

  @Test
  void anErrorIsToldWithoutTheKey() {
    answer = "{\"message\":\"bad key sesame-42\"}";
    status = 401;
    assertThatThrownBy(asked(RerankDialect.COHERE, "a")::join)
        .hasMessageContaining("answered with status 401")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void whereNobodyListensIsTold() {
    HttpReranker reranker = reranker(RerankDialect.COHERE, Optional.of(KEY), 1);
    server.stop(0);
    assertThatThrownBy(reranker.scores("q", List.of("a"), LONG).toCompletableFuture()::join)
        .hasMessageContaining("could not be reached")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void whoSaysNothingIsNotWaitedFor() {
    assertThatThrownBy(
            reranker(RerankDialect.COHERE, Optional.empty(), 1)
                    .scores("q", List.of("a"), Duration.ofMillis(50))
                    .toCompletableFuture()
                ::join)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void settingsTellNoSecretAndAreChecked() {
    URI url = URI.create("https://host/rerank");
    assertThat(
            new HttpRerankerSettings(
                    "judge", url, RerankDialect.TEI, Optional.empty(), Optional.of(KEY), LONG, 1)
                .toString())
        .doesNotContain(KEY);
    assertThatThrownBy(() ->
            new HttpRerankerSettings(
                "judge", url, RerankDialect.TEI, Optional.empty(), Optional.of("a\nb"), LONG, 1))
        .hasMessageContaining("api-key")
        .hasMessageNotContaining("a\nb");
  }
}
