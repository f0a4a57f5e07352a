package io.dunlin.cluster.contract;

import io.dunlin.sharding.rerank.RerankException;
import io.dunlin.sharding.rerank.Reranker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A user's reranker, found as one in a jar is: prefers long texts, and fails when told to. */
public final class TextLength implements Reranker {
  @Override
  public String name() {
    return "text-length";
  }

  @Override
  public CompletionStage<float[]> scores(String query, List<String> texts, Duration timeout) {
    if (query.equals("fail")) {
      throw new RerankException("was told to fail");
    }
    float[] scores = new float[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = texts.get(i).length();
    }
    return CompletableFuture.completedStage(scores);
  }
}
