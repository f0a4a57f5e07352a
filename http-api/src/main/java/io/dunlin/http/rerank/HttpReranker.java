package io.dunlin.http.rerank;

import io.dunlin.http.codec.RerankCallJson;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.rerank.RerankException;
import io.dunlin.sharding.rerank.Reranker;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a service judge texts over HTTP. Its failures say what went wrong, but never what was sent,
 * nor where: a key may be in either.
 */
public final class HttpReranker implements Reranker {
  /** Far more than the scores of all texts that a query may have judged take. */
  private static final long MOST_BYTES = 16 << 20;

  private static final int OK = 200;

  private final HttpRerankerSettings settings;

  /** Follows no redirection, which could take the key elsewhere. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public HttpReranker(HttpRerankerSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  /** What is still under way when it is known that there will be no answer is given up. */
  @Override
  public CompletionStage<float[]> scores(String query, List<String> texts, Duration timeout) {
    List<CompletableFuture<HttpResponse<byte[]>>> sent = new ArrayList<>();
    List<CompletableFuture<float[]>> parts = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += settings.batch()) {
      List<String> some = texts.subList(from, Math.min(texts.size(), from + settings.batch()));
      CompletableFuture<HttpResponse<byte[]>> response =
          client.sendAsync(
              request(query, some), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
      sent.add(response);
      parts.add(response.handle((answer, failure) -> part(answer, failure, some.size())));
    }
    CompletableFuture<float[]> all =
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
            .thenApply(_ -> joined(parts, texts.size()));
    for (CompletableFuture<float[]> part : parts) {
      var _ =
          part.whenComplete((_, failure) -> {
            if (failure != null) {
              all.completeExceptionally(failure);
            }
          });
    }
    var _ =
        all.whenComplete((_, failure) -> {
          if (failure != null) {
            sent.forEach(one -> one.cancel(true));
          }
        });
    Duration patience = settings.timeout().compareTo(timeout) < 0 ? settings.timeout() : timeout;
    return all.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private HttpRequest request(String query, List<String> texts) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    RerankCallJson.request(settings.dialect(), settings.model(), query, texts)));
    settings.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private float[] part(
      @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure, int texts) {
    if (answer == null || failure != null) {
      throw new RerankException("could not be reached, or broke off its answer");
    }
    if (answer.statusCode() != OK) {
      throw new RerankException("answered with status " + answer.statusCode());
    }
    try {
      return RerankCallJson.scores(settings.dialect(), answer.body(), texts);
    } catch (RequestException wrong) {
      throw new RerankException(
          "gave an answer that does not score each of %d texts once, as the dialect `%s` has it"
              .formatted(texts, settings.dialect().word()));
    }
  }

  private static float[] joined(List<CompletableFuture<float[]>> parts, int texts) {
    float[] scores = new float[texts];
    int from = 0;
    for (CompletableFuture<float[]> part : parts) {
      float[] some = part.resultNow();
      System.arraycopy(some, 0, scores, from, some.length);
      from += some.length;
    }
    return scores;
  }
}
