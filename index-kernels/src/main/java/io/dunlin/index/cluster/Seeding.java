package io.dunlin.index.cluster;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The first centroids: rows drawn in rounds, each with a probability in proportion to its squared
 * distance from the rows drawn in earlier rounds. With one row a round this is k-means++ (Arthur
 * and Vassilvitskii, SODA 2007); rounds of several, as in k-means|| (Bahmani et al., VLDB 2012),
 * compare rows with new centroids in blocks. All rounds together cost about one iteration.
 */
final class Seeding {
  /** A round draws at most one in so many of all centroids, and of those drawn before it. */
  private static final int PART_OF_ALL = 16;

  private static final int PART_OF_DRAWN = 4;

  private final VectorRows sample;
  private final VectorRows centroids;
  private final Assignment assignment;
  private final SplittableRandom random;

  /** Squared distance of each row from the nearest that is drawn. */
  private final float[] distances;

  /** Sum of the distances up to each row. */
  private final double[] sums;

  private final int[] ignored;
  private final float[] scores;
  private int drawn;

  Seeding(
      VectorRows sample,
      VectorRows centroids,
      Kernels kernels,
      ParallelRows parallel,
      SplittableRandom random) {
    this.sample = sample;
    this.centroids = centroids;
    this.assignment = new Assignment(Metric.EUCLID, kernels, parallel);
    this.random = random;
    this.distances = new float[sample.count()];
    this.sums = new double[sample.count()];
    this.ignored = new int[sample.count()];
    this.scores = new float[sample.count()];
  }

  /** Writes all centroids. */
  void run() {
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    if (centroids.count() > 0) {
      take(random.nextInt(sample.count()));
      compareFrom(0);
    }
    while (drawn < centroids.count()) {
      int before = drawn;
      if (addUp() > 0) {
        draw(Math.clamp(drawn / PART_OF_DRAWN, 1, Math.max(1, centroids.count() / PART_OF_ALL)));
      } else {
        // Every row is a centroid already: the rest are doubles.
        take(random.nextInt(sample.count()));
      }
      compareFrom(before);
    }
  }

  private double addUp() {
    double sum = 0;
    for (int row = 0; row < distances.length; row++) {
      sum += distances[row];
      sums[row] = sum;
    }
    return sum;
  }

  /** Draws so many rows, or fewer where some are drawn twice. */
  private void draw(int wanted) {
    int most = Math.min(wanted, centroids.count() - drawn);
    for (int i = 0; i < most; i++) {
      int row = rowAt(random.nextDouble() * sums[sums.length - 1]);
      if (distances[row] > 0) {
        take(row);
      }
    }
  }

  /** The row within whose part of the sum {@code position} lies. */
  private int rowAt(double position) {
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void take(int row) {
    MemorySegment.copy(
        sample.data(),
        sample.offset(row),
        centroids.data(),
        centroids.offset(drawn),
        sample.rowBytes());
    distances[row] = 0;
    drawn++;
  }

  private void compareFrom(int first) {
    VectorRows fresh =
        new VectorRows(
            centroids.data().asSlice(centroids.offset(first)),
            centroids.dimension(),
            drawn - first);
    assignment.run(sample, fresh, ignored, scores, _ -> {});
    for (int row = 0; row < distances.length; row++) {
      distances[row] = Math.min(distances[row], 0f - scores[row]);
    }
  }
}
