package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;

/**
 * Scores of one query against many rows, greater is better. Bulk, because a graph search waits for
 * memory: with several rows in flight the waiting overlaps.
 *
 * <p>All implementations give the same bits (the order of additions is that of {@link
 * ScalarKernels}), are stateless, allocate nothing and may be used by any number of threads.
 * Components are finite; a sum that overflows gives an infinity or NaN, never an exception. A score
 * is never {@code -0.0}.
 */
public sealed interface Kernels permits ScalarKernels, SimdKernels {
  /** The name it can be chosen by. */
  String name();

  /**
   * {@code out[i] = score(query, row rowIds[i])} for {@code from <= i < to}.
   *
   * @throws IllegalArgumentException when the query's length is not the rows' dimension
   */
  void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out);

  /**
   * {@code out[i] = score(query, row first + i)} for {@code 0 <= i < count}.
   *
   * @throws IllegalArgumentException when the query's length is not the rows' dimension
   */
  void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out);

  /**
   * The fastest implementation for this machine ({@code auto}), or the one named ({@code scalar},
   * {@code simd}). Logs the choice, so call it once at start and pass the object on.
   *
   * @throws IllegalArgumentException for another name
   */
  static Kernels choose(String name) {
    return KernelChoice.byName(name);
  }
}
