package io.dunlin.index.cluster;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * K-means: centroids such that rows are near the one they are nearest to (Lloyd, "Least squares
 * quantization in PCM", 1982), trained on a sample of the rows. Spherical means are for metrics of
 * direction: rows and centroids count by their direction only (Dhillon and Modha, "Concept
 * decompositions for large sparse text data using clustering", 2001).
 */
public final class KMeans {
  private KMeans() {}

  /**
   * How centroids are trained.
   *
   * @param clusters how many; there are fewer when fewer rows are present
   * @param iterations at most; it ends sooner when no row changes its cluster
   * @param rowsPerCentroid of the sample; the rest of the rows is not looked at
   * @param seed of the sample and of the first centroids
   * @param threads that work
   * @param spherical whether centroids are unit vectors, for inner products and cosine
   */
  public record Settings(
      int clusters,
      int iterations,
      int rowsPerCentroid,
      long seed,
      int threads,
      boolean spherical) {
    /** Enough for means to settle; more rows cost time and hardly move them. */
    public static final int ROWS_PER_CENTROID = 128;

    public Settings {
      require(clusters, "clusters");
      require(iterations, "iterations");
      require(rowsPerCentroid, "rowsPerCentroid");
      require(threads, "threads");
    }

    /** With {@link #ROWS_PER_CENTROID} rows for each centroid. */
    public Settings(int clusters, int iterations, long seed, int threads, boolean spherical) {
      this(clusters, iterations, ROWS_PER_CENTROID, seed, threads, spherical);
    }

    private static void require(int value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " " + value + " is below 1");
      }
    }

    Metric metric() {
      return spherical ? Metric.DOT : Metric.EUCLID;
    }
  }

  /**
   * Trains centroids.
   *
   * @param present rows that count
   * @param arena whose memory the centroids are in
   * @param progress told how many rows were compared with all centroids, once an iteration for each
   *     row of the sample, from any of the threads
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   * @return at most as many rows as there are rows present; none when none is
   */
  public static VectorRows train(
      VectorRows rows,
      RowFilter present,
      Settings settings,
      Kernels kernels,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    ParallelRows parallel = new ParallelRows(settings.threads(), cancelled);
    SplittableRandom random = new SplittableRandom(settings.seed());
    try (Arena whileTraining = Arena.ofShared()) {
      VectorRows sample =
          sample(rows, present, settings.clusters(), settings, random, whileTraining);
      int clusters = Math.min(settings.clusters(), sample.count());
      VectorRows centroids = allocate(rows.dimension(), clusters, arena);
      new Seeding(sample, centroids, kernels, parallel, random).run();
      new Lloyd(sample, centroids, settings, kernels, parallel, random).run(progress);
      return centroids;
    }
  }

  /**
   * Trains on from centroids that fitted earlier rows: fewer iterations are needed, and most
   * centroids keep their place. There are as many as before, whatever the settings say.
   */
  public static VectorRows retrain(
      VectorRows previous,
      VectorRows rows,
      RowFilter present,
      Settings settings,
      Kernels kernels,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    ParallelRows parallel = new ParallelRows(settings.threads(), cancelled);
    SplittableRandom random = new SplittableRandom(settings.seed());
    try (Arena whileTraining = Arena.ofShared()) {
      VectorRows sample = sample(rows, present, previous.count(), settings, random, whileTraining);
      VectorRows centroids = allocate(rows.dimension(), previous.count(), arena);
      long bytes = centroids.offset(previous.count());
      MemorySegment.copy(previous.data(), 0, centroids.data(), 0, bytes);
      new Lloyd(sample, centroids, settings, kernels, parallel, random).run(progress);
      return centroids;
    }
  }

  /**
   * The best centroid for each row; of equally good ones that with the lower number.
   *
   * @param metric by which centroids are compared: for spherical means {@link Metric#DOT}
   */
  public static int[] assign(
      VectorRows rows,
      VectorRows centroids,
      Metric metric,
      int threads,
      Kernels kernels,
      BooleanSupplier cancelled) {
    int[] nearest = new int[rows.count()];
    float[] scores = new float[rows.count()];
    new Assignment(metric, kernels, new ParallelRows(threads, cancelled))
        .run(rows, centroids, nearest, scores, _ -> {});
    return nearest;
  }

  private static VectorRows sample(
      VectorRows rows,
      RowFilter present,
      int clusters,
      Settings settings,
      SplittableRandom random,
      Arena arena) {
    long most = (long) clusters * settings.rowsPerCentroid();
    return settings.spherical()
        ? Sample.ofDirections(rows, present, most, random, arena)
        : Sample.of(rows, present, most, random, arena);
  }

  private static VectorRows allocate(int dimension, int count, Arena arena) {
    MemorySegment data = LargePages.allocate((long) count * dimension * Float.BYTES, arena);
    return new VectorRows(data, dimension, count);
  }
}
