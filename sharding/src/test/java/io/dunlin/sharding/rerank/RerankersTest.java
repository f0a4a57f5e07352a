package io.dunlin.sharding.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Query;
import io.dunlin.persistence.filter.JsonPathParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What callers get of rerankers that do well, badly, or nothing. */
class RerankersTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What the only reranker does, whatever it is asked. */
  private record Fixed(Supplier<CompletionStage<float[]>> answer) implements Reranker {
    @Override
    public String name() {
      return "judge";
    }

    @Override
    public CompletionStage<float[]> scores(String query, List<String> texts, Duration timeout) {
      return answer.get();
    }
  }

  private static Rerankers judge(Supplier<CompletionStage<float[]>> answer) {
    return new Rerankers(List.of(new Fixed(answer)), 1, RerankMetrics.none());
  }

  private static CompletableFuture<float[]> asked(Rerankers rerankers, Duration timeout) {
    return rerankers
        .scores(
            new Query.Rerank("judge", "what?", JsonPathParser.parse("text"), 10),
            List.of("one", "two"),
            timeout)
        .toCompletableFuture();
  }

  private static Throwable failure(CompletableFuture<float[]> answer) {
    try {
      throw new AssertionError("gave " + answer.join().length + " scores");
    } catch (CompletionException e) {
      return Causes.of(e);
    }
  }

  private static void assertFails(Supplier<CompletionStage<float[]>> answer, String message) {
    assertThat(failure(asked(judge(answer), LONG)))
        .isInstanceOf(RerankException.class)
        .hasMessage(message);
  }

  @Test
  void scoresAreGivenAsTheyAre() {
    Rerankers rerankers = judge(() -> CompletableFuture.completedStage(new float[] {-3, 7}));
    assertThat(asked(rerankers, LONG).join()).containsExactly(-3, 7);
    assertThat(asked(rerankers, LONG).join()).as("the place is free again").hasSize(2);
  }

  @Test
  void failuresNameTheReranker() {
    assertFails(
        () -> CompletableFuture.failedStage(new RerankException("has a cold")),
        "reranker `judge` has a cold");
    assertFails(
        () -> {
          throw new IllegalStateException("secret");
        },
        "reranker `judge` failed with IllegalStateException");
    assertFails(
        () -> CompletableFuture.completedStage(new float[] {1}),
        "reranker `judge` gave 1 scores for 2 texts");
    assertFails(
        () -> CompletableFuture.completedStage(new float[] {1, Float.NaN}),
        "reranker `judge` gave a score that is no number");
  }

  @Test
  void whoIsLateIsCancelledAndNotWaitedFor() {
    CompletableFuture<float[]> never = new CompletableFuture<>();
    Rerankers rerankers = judge(() -> never);
    assertThat(failure(asked(rerankers, Duration.ofMillis(20))))
        .isInstanceOf(RerankException.class)
        .hasMessage("reranker `judge` gave no scores in time");
    assertThatThrownBy(never::join).isNotNull();
    assertThat(never).isCancelled();
  }

  @Test
  void whoFailsByAnErrorIsNotUnderWayAnyMore() {
    Rerankers rerankers =
        judge(() -> {
          throw new AssertionError("impossible");
        });
    for (int call = 0; call < 3; call++) {
      assertThat(failure(asked(rerankers, LONG)))
          .isInstanceOf(RerankException.class)
          .hasMessage("reranker `judge` failed with AssertionError");
    }
  }

  @Test
  void callsUnderWayAreBounded() {
    CompletableFuture<float[]> slow = new CompletableFuture<>();
    Rerankers rerankers = judge(() -> slow);
    CompletableFuture<float[]> first = asked(rerankers, LONG);
    assertThat(failure(asked(rerankers, LONG)))
        .isInstanceOfSatisfying(
            DunlinException.class,
            refused -> assertThat(refused.failure()).isInstanceOf(DunlinFailure.Overloaded.class));
    slow.complete(new float[] {1, 2});
    assertThat(first.join()).containsExactly(1, 2);
    assertThat(asked(rerankers, LONG).join()).containsExactly(1, 2);
  }

  @Test
  void namesAreKnownAndEachIsOneReranker() {
    Fixed one = new Fixed(CompletableFuture::new);
    assertThatThrownBy(() -> new Rerankers(List.of(one, one), 1, RerankMetrics.none()))
        .hasMessage("two rerankers are called judge");
    assertThatThrownBy(() -> asked(Rerankers.NONE, LONG))
        .hasMessageContaining("there is no reranker `judge`; none is configured");
  }
}
