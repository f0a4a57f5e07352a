package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;

/** The nearest of many centroids by the scores of each row against all of them. */
final class NearestCentroids {
  /** Scores that are looked through at a time. */
  private static final int TOGETHER = 256;

  private NearestCentroids() {}

  static void find(
      Kernels kernels,
      Metric metric,
      VectorRows rows,
      int first,
      int count,
      VectorRows centroids,
      int[] best,
      float[] scores) {
    float[] row = new float[rows.dimension()];
    float[] some = new float[Math.min(TOGETHER, centroids.count())];
    begin(count, best, scores);
    for (int i = 0; i < count; i++) {
      rows.read(first + i, row);
      for (int from = 0; from < centroids.count(); from += TOGETHER) {
        int together = Math.min(TOGETHER, centroids.count() - from);
        kernels.scoresOfRange(metric, row, centroids, from, together, some);
        for (int c = 0; c < together; c++) {
          if (some[c] > scores[i]) {
            scores[i] = some[c];
            best[i] = from + c;
          }
        }
      }
    }
  }

  /** What is best before any centroid was looked at. */
  static void begin(int count, int[] best, float[] scores) {
    Arrays.fill(best, 0, count, 0);
    Arrays.fill(scores, 0, count, Float.NEGATIVE_INFINITY);
  }

  static void requireSameDimension(VectorRows rows, VectorRows centroids) {
    if (rows.dimension() != centroids.dimension()) {
      throw new IllegalArgumentException(
          "the rows have %d dimensions, the centroids %d"
              .formatted(rows.dimension(), centroids.dimension()));
    }
  }
}
