package io.dunlin.index.score;

/** Scores rows for queries from outside: what a search uses. */
public sealed interface QueryScorer extends RowScorer
    permits ByteScorer, ProductScorer, RabitqScorer, VectorScorer {
  /**
   * @param query of the vectors' dimension
   * @param prepared of {@link #preparedLength}
   */
  void prepare(float[] query, float[] prepared);

  /**
   * How many of the best by these scores should be scored by their vectors for each one wanted; 1
   * where these are the scores by vectors.
   */
  float oversampling();
}
