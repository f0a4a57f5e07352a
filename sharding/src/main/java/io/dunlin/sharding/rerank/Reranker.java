package io.dunlin.sharding.rerank;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Judges how well texts answer a question: a cross-encoder, a large language model, or a service
 * that has one. Needs nothing but the JDK. Those of a jar are found by {@link
 * java.util.ServiceLoader}: it names their classes, which have a public constructor without
 * parameters, in {@code META-INF/services/io.dunlin.sharding.rerank.Reranker}.
 *
 * <p>Any thread may call, several at once; the calls under way are bounded.
 */
public interface Reranker {
  /** What queries call it. Always the same. */
  String name();

  /**
   * One score for each text, in their order: finite, and greater for what answers better. May work
   * on the thread that calls, which does nothing else meanwhile.
   *
   * @param texts at least one
   * @param timeout after which nobody waits any more. A future that is returned is cancelled then;
   *     until it is complete its call counts as one under way
   */
  CompletionStage<float[]> scores(String query, List<String> texts, Duration timeout);
}
