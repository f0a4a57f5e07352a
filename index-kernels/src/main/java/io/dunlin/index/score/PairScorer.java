package io.dunlin.index.score;

/** Scores rows for other rows of the same table: what the building of a graph uses. */
public sealed interface PairScorer extends RowScorer permits BytePairScorer, VectorScorer {
  /**
   * @param prepared of {@link #preparedLength}
   */
  void prepareRow(int row, float[] prepared);
}
