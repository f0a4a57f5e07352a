package io.dunlin.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.sharding.rerank.RerankException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorMappingTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        row(new DunlinFailure.NotFound("x"), 404, 5, "Not found: x"),
        row(new DunlinFailure.AlreadyExists("x"), 409, 6, "Wrong input: x"),
        row(new DunlinFailure.WrongInput("x"), 400, 3, "Wrong input: x"),
        row(new DunlinFailure.BadRequest("x"), 400, 3, "Bad request: x"),
        row(new DunlinFailure.TimedOut("x"), 408, 4, "Timeout: x"),
        row(
            new DunlinFailure.Overloaded("x", Duration.ofMillis(1)),
            429,
            8,
            "Rate limiting exceeded: x"),
        row(new DunlinFailure.Unavailable("x"), 503, 14, "Shard temporarily unavailable: x"),
        row(new DunlinFailure.InsufficientStorage("x"), 507, 8, "Insufficient storage: x"),
        row(new DunlinFailure.NotBuilt("x"), 501, 12, "x"),
        row(new DunlinFailure.Internal("x"), 500, 13, "Service internal error: x"));
  }

  private static Arguments row(DunlinFailure failure, int http, int grpc, String text) {
    return Arguments.of(failure, http, grpc, text);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureHasItsStatusAndText(DunlinFailure failure, int http, int grpc, String text) {
    ErrorAnswer answer = ErrorMapping.answer(failure.asException());
    assertThat(answer.httpStatus()).isEqualTo(http);
    assertThat(answer.grpcCode().number()).isEqualTo(grpc);
    assertThat(answer.text()).isEqualTo(text);
  }

  @Test
  void failuresAreFoundInsideWhatStagesWrapThemIn() {
    RuntimeException failure = new DunlinFailure.NotFound("x").asException();
    assertThat(ErrorMapping.answer(new CompletionException(new CompletionException(failure))))
        .isEqualTo(ErrorMapping.answer(failure));
    RequestException refused = RequestException.bodyTooLarge(5);
    assertThat(ErrorMapping.answer(new CompletionException(refused))).isEqualTo(refused.answer());
  }

  /** All shards may be well when it fails. */
  @Test
  void aRerankerThatFailsIsNoShard() {
    assertThat(ErrorMapping.answer(new RerankException("reranker `x` is late")))
        .isEqualTo(
            ErrorAnswer.of(503, GrpcCode.UNAVAILABLE, "Reranking failed: reranker `x` is late"));
  }

  @Test
  void whatNobodyForesawTellsNothing() {
    ErrorAnswer answer = ErrorMapping.answer(new IllegalStateException("a secret"));
    assertThat(answer.httpStatus()).isEqualTo(500);
    assertThat(answer.text()).startsWith("Service internal error: ").doesNotContain("secret");
  }

  @Test
  void waitsAreRoundedUpToWholeSeconds() {
    assertThat(seconds(Duration.ZERO)).isEqualTo(1);
    assertThat(seconds(Duration.ofMillis(1))).isEqualTo(1);
    assertThat(seconds(Duration.ofSeconds(2))).isEqualTo(2);
    assertThat(seconds(Duration.ofMillis(2001))).isEqualTo(3);
  }

  private static long seconds(Duration wait) {
    return ErrorMapping.answer(new DunlinFailure.Overloaded("x", wait))
        .retryAfterSeconds()
        .orElseThrow();
  }
}
