package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The digits of MNIST as vectors, 60,000 rows of 784 bytes taken as floats, 10,000 queries,
 * Euclidean distance: the task {@code mnist-784-euclidean} of ann-benchmarks.
 */
public final class Mnist784 {
  private static final int ALL_ROWS = 60_000;

  private Mnist784() {}

  /** Whether the folder {@code mnist784} is in {@code data}. */
  public static boolean isIn(Path data) {
    return Files.exists(data.resolve("mnist784/base.u8bin.gz"));
  }

  /**
   * Reads from {@code data/mnist784}. The given ground truth is for all rows; for fewer rows {@code
   * truth} is asked.
   */
  public static Dataset load(Path data, int rows, int queries, Truth truth) throws IOException {
    Path folder = data.resolve("mnist784");
    VectorRows base = VectorFiles.readVectors(folder.resolve("base.u8bin.gz"), rows);
    float[][] asked =
        VectorFiles.toArrays(VectorFiles.readVectors(folder.resolve("query.u8bin.gz"), queries));
    String set = "mnist784, " + base.count() + " x 784";
    int[][] neighbours =
        base.count() == ALL_ROWS
            ? VectorFiles.readIvecs(folder.resolve("gt_l2_top100.ivecs.gz"), asked.length)
            : truth.neighbours(set, base, asked, Metric.EUCLID, Generator.NEIGHBOURS);
    return new Dataset(set, Metric.EUCLID, base, asked, neighbours);
  }
}
