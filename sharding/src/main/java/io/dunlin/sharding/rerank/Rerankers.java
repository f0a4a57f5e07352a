package io.dunlin.sharding.rerank;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rerankers of a node. They are called on threads of their own, each a bounded number of times
 * at once; what comes of it is a score for every text, or a failure that names the reranker. Any
 * thread may call.
 */
public final class Rerankers {
  /** A node that has none. */
  public static final Rerankers NONE = new Rerankers(List.of(), 1, RerankMetrics.none());

  private static final Logger LOG = LoggerFactory.getLogger(Rerankers.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * @param free calls that may begin now
   */
  private record Bounded(Reranker reranker, Semaphore free) {}

  private final SortedMap<String, Bounded> byName = new TreeMap<>();
  private final int mostCalls;
  private final RerankMetrics metrics;
  private final Executor threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("dunlin-reranker-", 0).factory());

  /**
   * @param mostCalls of one reranker that are under way
   * @throws IllegalArgumentException when two have one name
   */
  public Rerankers(List<Reranker> rerankers, int mostCalls, RerankMetrics metrics) {
    this.mostCalls = mostCalls;
    this.metrics = metrics;
    for (Reranker reranker : rerankers) {
      if (byName.put(reranker.name(), new Bounded(reranker, new Semaphore(mostCalls))) != null) {
        throw new IllegalArgumentException("two rerankers are called " + reranker.name());
      }
    }
  }

  /** Fails with BadRequest when the query, or one before it, names a reranker that is not there. */
  public void check(QueryNode node) {
    if (node.query().orElse(null) instanceof Query.Rerank rerank) {
      var _ = find(rerank.reranker());
    }
    node.before().forEach(this::check);
  }

  private Bounded find(String name) {
    @Nullable Bounded found = byName.get(name);
    if (found == null) {
      throw new DunlinFailure.BadRequest(
              "rerank.reranker: there is no reranker `%s`; %s"
                  .formatted(
                      name,
                      byName.isEmpty()
                          ? "none is configured"
                          : "there are: " + String.join(", ", byName.keySet())))
          .asException();
    }
    return found;
  }

  /**
   * One finite score for each text. Fails with BadRequest when the reranker is not there, with
   * Overloaded when it has too much to do, and with a RerankException that names it when it fails
   * or is late.
   */
  public CompletionStage<float[]> scores(
      Query.Rerank rerank, List<String> texts, Duration timeout) {
    Bounded asked = find(rerank.reranker());
    if (!asked.free().tryAcquire()) {
      metrics.failed(rerank.reranker());
      return CompletableFuture.failedStage(
          new DunlinFailure.Overloaded(
                  "reranker `%s` has %d calls under way already"
                      .formatted(rerank.reranker(), mostCalls),
                  RETRY_AFTER)
              .asException());
    }
    long start = System.nanoTime();
    CompletableFuture<float[]> answer = new CompletableFuture<>();
    threads.execute(() -> ask(asked, rerank.text(), texts, timeout, answer));
    return answer
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handleAsync(
            (scores, failure) -> {
              try {
                float[] good = checked(rerank.reranker(), scores, failure, texts.size());
                metrics.answered(rerank.reranker(), System.nanoTime() - start);
                return good;
              } catch (RerankException e) {
                metrics.failed(rerank.reranker());
                throw e;
              }
            },
            threads);
  }

  /** A call is under way until the reranker says that it has ended, waited for or not. */
  private static void ask(
      Bounded asked,
      String query,
      List<String> texts,
      Duration timeout,
      CompletableFuture<float[]> answer) {
    CompletableFuture<float[]> scores = begin(asked.reranker(), query, texts, timeout);
    var _ =
        scores.whenComplete((given, failure) -> {
          asked.free().release();
          if (failure != null) {
            answer.completeExceptionally(failure);
          } else {
            answer.complete(given);
          }
        });
    var _ =
        answer.whenComplete((_, failure) -> {
          if (failure != null) {
            scores.cancel(true);
          }
        });
  }

  /** What it throws, be it that a class is missing or its stack is full, fails the call alone. */
  private static CompletableFuture<float[]> begin(
      Reranker reranker, String query, List<String> texts, Duration timeout) {
    try {
      return reranker.scores(query, texts, timeout).toCompletableFuture();
    } catch (Throwable e) { // or its place would never be free again
      return CompletableFuture.failedFuture(e);
    }
  }

  private static float[] checked(
      String reranker, float @Nullable [] scores, @Nullable Throwable failure, int texts) {
    if (failure != null) {
      Throwable cause = Causes.of(failure);
      LOG.debug("Reranker {} failed", reranker, cause);
      throw failed(
          reranker,
          switch (cause) {
            case TimeoutException _ -> "gave no scores in time";
            case RerankException told -> String.valueOf(told.getMessage());
            default -> "failed with " + cause.getClass().getSimpleName();
          });
    }
    if (scores == null || scores.length != texts) {
      throw failed(
          reranker,
          "gave %d scores for %d texts".formatted(scores == null ? 0 : scores.length, texts));
    }
    if (!IntStream.range(0, texts).allMatch(i -> Float.isFinite(scores[i]))) {
      throw failed(reranker, "gave a score that is no number");
    }
    return scores;
  }

  private static RerankException failed(String reranker, String what) {
    return new RerankException("reranker `%s` %s".formatted(reranker, what));
  }
}
