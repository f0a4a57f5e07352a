package io.dunlin.http;

import io.dunlin.sharding.rerank.RerankException;
import io.dunlin.sharding.rerank.Reranker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Scores texts by how many of the question's words they have; has no answer to the word "fail". */
final class SharedWords implements Reranker {
  @Override
  public String name() {
    return "shared-words";
  }

  @Override
  public CompletionStage<float[]> scores(String query, List<String> texts, Duration timeout) {
    Set<String> asked = Set.of(query.split(" ", -1));
    if (asked.contains("fail")) {
      return CompletableFuture.failedStage(new RerankException("has no answer"));
    }
    float[] scores = new float[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Arrays.stream(texts.get(i).split(" ", -1)).filter(asked::contains).count();
    }
    return CompletableFuture.completedStage(scores);
  }
}
