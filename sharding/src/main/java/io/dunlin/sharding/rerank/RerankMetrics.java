package io.dunlin.sharding.rerank;

/** What is counted of rerankers. Any thread may call. */
public interface RerankMetrics {
  /** Scores were given, after so long. */
  void answered(String reranker, long nanos);

  /** None were: it failed, was late, or had too much under way. */
  void failed(String reranker);

  /** Counts nothing. */
  static RerankMetrics none() {
    return new RerankMetrics() {
      @Override
      public void answered(String reranker, long nanos) {}

      @Override
      public void failed(String reranker) {}
    };
  }
}
