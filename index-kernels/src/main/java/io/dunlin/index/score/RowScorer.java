package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.RowBytes;

/**
 * Scores the rows of one table, exactly by their vectors or approximately by codes of them; greater
 * is better. Immutable and safe for any number of threads: what belongs to one query lies in an
 * array in a form that is the scorer's own, a <em>prepared</em> query.
 */
public sealed interface RowScorer permits PairScorer, QueryScorer {
  /** Whose scores these are, or are approximations of. */
  Metric metric();

  /** Rows of the table. */
  int rows();

  /** What is read for a row's score. */
  RowBytes data();

  /** Length of a prepared query. */
  int preparedLength();

  /** {@code out[i]} is the score of row {@code rowIds[i]} for {@code from <= i < to}. */
  void scores(float[] prepared, int[] rowIds, int from, int to, float[] out);
}
