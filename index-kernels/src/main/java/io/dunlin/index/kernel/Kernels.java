package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;

/** Scores of one query against many rows. STUB. */
public interface Kernels {
  String name();

  /** {@code out[i] = score(query, row rowIds[i])} for {@code from <= i < to}, greater is better. */
  void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out);

  /** {@code out[i] = score(query, row first + i)} for {@code 0 <= i < count}. */
  void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out);

  /**
   * The fastest implementation for this machine, or the one named ({@code scalar}, {@code simd}).
   */
  static Kernels choose(String name) {
    throw new IllegalStateException("STUB " + name);
  }
}
