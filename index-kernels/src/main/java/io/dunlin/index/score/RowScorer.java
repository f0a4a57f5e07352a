package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.RowBytes;

/**
 * Scores the rows of one table, exactly by their vectors or approximately by codes of them; greater
 * is better. Immutable and safe for any number of threads: what belongs to one query lies in an
 * array that {@link #prepare} fills.
 */
public sealed interface RowScorer permits ByteScorer, RabitqScorer, VectorScorer {
  /** Whose scores these are, or are approximations of. */
  Metric metric();

  /** Rows of the table. */
  int rows();

  /** What is read for a row's score. */
  RowBytes data();

  /** Length of a prepared query. */
  int preparedLength();

  /**
   * Brings a query into the form that scores are computed from.
   *
   * @param prepared of {@link #preparedLength}
   */
  void prepare(float[] query, float[] prepared);

  /** The same with a row of the table for the query. */
  void prepareRow(int row, float[] prepared);

  /** {@code out[i]} is the score of row {@code rowIds[i]} for {@code from <= i < to}. */
  void scores(float[] prepared, int[] rowIds, int from, int to, float[] out);

  /**
   * How many of the best by these scores should be scored by their vectors for each one wanted; 1
   * where these are the scores by vectors.
   */
  float oversampling();
}
