package io.dunlin.index.cluster;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.util.function.IntConsumer;

/** Finds the best centroid of each row, on several threads. */
record Assignment(Metric metric, Kernels kernels, ParallelRows parallel) {
  private static final int CHUNK = 1024;

  /**
   * @param nearest gets the centroid of each row
   * @param scores gets its score
   * @param progress told how many rows are done, from any thread
   */
  void run(
      VectorRows rows, VectorRows centroids, int[] nearest, float[] scores, IntConsumer progress) {
    parallel.runRanges(
        rows.count(),
        CHUNK,
        () -> {
          int[] best = new int[CHUNK];
          float[] score = new float[CHUNK];
          return (from, to) -> {
            kernels.nearest(metric, rows, from, to - from, centroids, best, score);
            System.arraycopy(best, 0, nearest, from, to - from);
            System.arraycopy(score, 0, scores, from, to - from);
            progress.accept(to - from);
          };
        });
  }
}
