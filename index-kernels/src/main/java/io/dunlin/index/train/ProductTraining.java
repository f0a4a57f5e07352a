package io.dunlin.index.train;

import io.dunlin.index.RowFilter;
import io.dunlin.index.cluster.KMeans;
import io.dunlin.index.cluster.Sample;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.SubSpaces;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Trains a {@link ProductQuantizer} on a sample of rows. */
public final class ProductTraining {
  private ProductTraining() {}

  /**
   * How codewords are trained.
   *
   * @param digits of a code, at most as many as a vector has components
   * @param bits of a digit: 8 for 256 codewords a part, 4 for 16
   * @param iterations of k-means at most; where eta is above one, a third as many follow
   * @param rowsPerCodeword of the sample; the rest of the rows is not looked at
   * @param threads that work
   * @param eta how much more an error along a vector counts than one across it, at least 1; see
   *     {@link ProductQuantizer#eta(double, int)}
   */
  public record Settings(
      int digits,
      int bits,
      int iterations,
      int rowsPerCodeword,
      long seed,
      int threads,
      float eta) {
    private static final int ITERATIONS = 12;

    public Settings {
      if (bits != 4 && bits != 8) {
        throw new IllegalArgumentException("digits have 4 or 8 bits, not " + bits);
      }
      if (!(eta >= 1 && eta < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("eta " + eta + " is not at least 1 and finite");
      }
      if (digits < 1 || iterations < 1 || rowsPerCodeword < 1 || threads < 1) {
        throw new IllegalArgumentException(
            "digits, iterations, rowsPerCodeword and threads are at least 1");
      }
    }

    /** Usual iterations and sample, errors that count the same in every direction. */
    public Settings(int digits, int bits, long seed, int threads) {
      this(
          digits,
          bits,
          ITERATIONS,
          KMeans.Settings.ROWS_PER_CENTROID,
          seed,
          threads,
          ProductQuantizer.ISOTROPIC);
    }

    public Settings withEta(float newEta) {
      return new Settings(digits, bits, iterations, rowsPerCodeword, seed, threads, newEta);
    }

    /** Rows of the sample at most. */
    long sampleRows() {
      return (long) rowsPerCodeword << bits;
    }
  }

  /**
   * Trains on vectors.
   *
   * @param present rows that count
   * @param progress told how many parts of rows were compared with all codewords, from any thread
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   */
  public static ProductQuantizer train(
      VectorRows rows,
      RowFilter present,
      Settings settings,
      Kernels kernels,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    return train(rows, rows, present, settings, kernels, progress, cancelled);
  }

  /**
   * Trains on what is left of vectors, such as their differences from the centroid of a list.
   *
   * @param wholes the vectors themselves, row by row: where eta is above one, their directions
   *     count
   */
  public static ProductQuantizer train(
      VectorRows residuals,
      VectorRows wholes,
      RowFilter present,
      Settings settings,
      Kernels kernels,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    if (residuals.dimension() != wholes.dimension() || residuals.count() != wholes.count()) {
      throw new IllegalArgumentException("residuals and their vectors are tables of one shape");
    }
    SubSpaces parts = new SubSpaces(residuals.dimension(), settings.digits());
    ParallelRows parallel = new ParallelRows(settings.threads(), cancelled);
    try (Arena arena = Arena.ofShared()) {
      VectorRows sample = sample(residuals, present, settings, arena);
      Codewords codewords = new Codewords(sample, parts, settings, kernels, parallel);
      codewords.train(settings.iterations(), progress);
      if (settings.eta() > ProductQuantizer.ISOTROPIC) {
        VectorRows sampleOfWholes = sample(wholes, present, settings, arena);
        new DirectedCodewords(sample, sampleOfWholes, parts, settings, parallel)
            .train(codewords.values(), progress);
      }
      return new ProductQuantizer(parts, settings.bits(), settings.eta(), codewords.values());
    }
  }

  private static VectorRows sample(
      VectorRows rows, RowFilter present, Settings settings, Arena arena) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    return Sample.of(rows, present, settings.sampleRows(), random, arena);
  }
}
