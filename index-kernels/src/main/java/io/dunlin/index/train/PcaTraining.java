package io.dunlin.index.train;

import io.dunlin.index.RowFilter;
import io.dunlin.index.cluster.Sample;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.transform.Pca;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Finds the principal components of a sample of rows. */
public final class PcaTraining {
  /** Rows of the sample, for vectors of few components and for each component of long ones. */
  private static final int ROWS = 16_384;

  private static final int ROWS_PER_COMPONENT = 16;

  private PcaTraining() {}

  /**
   * @param present rows that count
   * @param outputs principal components to keep, 1..dimension
   * @param seed of the sample
   * @param threads that work
   * @param arena whose memory the result is in
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   * @throws ArithmeticException where the rows' variance is beyond floats
   */
  public static Pca train(
      VectorRows rows,
      RowFilter present,
      int outputs,
      long seed,
      int threads,
      Kernels kernels,
      Arena arena,
      BooleanSupplier cancelled) {
    if (outputs < 1 || outputs > rows.dimension()) {
      throw new IllegalArgumentException(
          "%d components cannot be projected to %d".formatted(rows.dimension(), outputs));
    }
    ParallelRows parallel = new ParallelRows(threads, cancelled);
    try (Arena whileTraining = Arena.ofShared()) {
      SplittableRandom random = new SplittableRandom(seed);
      VectorRows sample = Sample.of(rows, present, rows(rows), random, whileTraining);
      Axes axes = axes(sample, kernels, parallel);
      double[] kept = Arrays.copyOf(axes.vectors(), outputs * rows.dimension());
      double total = Arrays.stream(axes.variances()).sum();
      if (!Float.isFinite((float) total)) {
        throw new ArithmeticException("the variance of the vectors is beyond floats");
      }
      double[] variances = Arrays.copyOf(axes.variances(), outputs);
      return Pca.of(axes.mean(), total, variances, kept, arena);
    }
  }

  static long rows(VectorRows rows) {
    return Math.max(ROWS, (long) rows.dimension() * ROWS_PER_COMPONENT);
  }

  /**
   * All principal components of some rows.
   *
   * @param variances along each, the greatest first
   * @param vectors row by row, unit vectors
   */
  record Axes(double[] mean, double[] variances, double[] vectors) {}

  static Axes axes(VectorRows sample, Kernels kernels, ParallelRows parallel) {
    double[] mean = mean(sample);
    try (Arena arena = Arena.ofShared()) {
      VectorRows centered = center(sample, mean, arena);
      double[] covariance = Products.of(centered, centered, kernels, parallel);
      for (int i = 0; i < covariance.length; i++) {
        covariance[i] /= Math.max(1, sample.count());
        if (!Double.isFinite(covariance[i])) {
          throw new ArithmeticException("the variance of the vectors is beyond floats");
        }
      }
      return Decompositions.axes(mean, covariance);
    }
  }

  private static double[] mean(VectorRows sample) {
    double[] mean = new double[sample.dimension()];
    float[] vector = new float[sample.dimension()];
    for (int row = 0; row < sample.count(); row++) {
      sample.read(row, vector);
      for (int i = 0; i < vector.length; i++) {
        mean[i] += vector[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= Math.max(1, sample.count());
    }
    return mean;
  }

  private static VectorRows center(VectorRows sample, double[] mean, Arena arena) {
    MemorySegment data = LargePages.allocate(sample.offset(sample.count()), arena);
    float[] vector = new float[sample.dimension()];
    for (int row = 0; row < sample.count(); row++) {
      sample.read(row, vector);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] - mean[i]);
      }
      MemorySegment.copy(vector, 0, data, VectorRows.COMPONENT, sample.offset(row), vector.length);
    }
    return new VectorRows(data, sample.dimension(), sample.count());
  }
}
