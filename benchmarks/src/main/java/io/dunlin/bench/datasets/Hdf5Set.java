package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files as ann-benchmarks has them: HDF5 with the sets {@code train}, {@code test} and {@code
 * neighbors}, and an attribute {@code distance}. Angular distance is cosine here; its vectors are
 * brought to length one.
 */
final class Hdf5Set {
  private static final int BLOCK = 4_096;

  private Hdf5Set() {}

  /**
   * The first {@code rows} rows and {@code queries} queries; for fewer than all rows the neighbours
   * are asked of {@code truth}.
   *
   * @throws IOException also for a distance that is not known, or elements that are not float32
   */
  static Dataset read(Path path, int rows, int queries, Truth truth) throws IOException {
    try (HdfFile file = new HdfFile(path)) {
      Metric metric = metric(file);
      VectorRows base = readRows(file, "train", rows, metric);
      float[][] asked = VectorFiles.toArrays(readRows(file, "test", queries, metric));
      String set = "%s, %d x %d".formatted(path.getFileName(), base.count(), base.dimension());
      boolean whole = base.count() == file.getDatasetByPath("train").getDimensions()[0];
      int[][] neighbours =
          whole
              ? readNeighbours(file, asked.length)
              : truth.neighbours(set, base, asked, metric, Generator.NEIGHBOURS);
      return new Dataset(set, metric, base, asked, neighbours);
    }
  }

  private static Metric metric(HdfFile file) throws IOException {
    Attribute distance = file.getAttribute("distance");
    String name = distance == null ? "none" : String.valueOf(distance.getData());
    return switch (name) {
      case "euclidean" -> Metric.EUCLID;
      case "angular" -> Metric.COSINE;
      case "dot" -> Metric.DOT;
      default -> throw new IOException("no index is measured by distance " + name);
    };
  }

  private static VectorRows readRows(HdfFile file, String name, int maximum, Metric metric)
      throws IOException {
    io.jhdf.api.Dataset vectors = file.getDatasetByPath(name);
    int count = Math.min(maximum, vectors.getDimensions()[0]);
    int dimension = vectors.getDimensions()[1];
    RowTable table = new RowTable(count, dimension);
    for (int first = 0; first < count; first += BLOCK) {
      int size = Math.min(BLOCK, count - first);
      Object block = vectors.getData(new long[] {first, 0}, new int[] {size, dimension});
      if (!(block instanceof float[][] some)) {
        throw new IOException(name + " holds " + vectors.getJavaType() + ", not float");
      }
      for (int i = 0; i < size; i++) {
        if (metric == Metric.COSINE) {
          Draws.normalise(some[i]);
        }
        table.set(first + i, some[i]);
      }
    }
    return table.rows();
  }

  private static int[][] readNeighbours(HdfFile file, int queries) throws IOException {
    io.jhdf.api.Dataset neighbours = file.getDatasetByPath("neighbors");
    Object all = neighbours.getData();
    return switch (all) {
      case int[][] rows -> Arrays.copyOf(rows, queries);
      case long[][] rows ->
          Arrays.stream(rows)
              .limit(queries)
              .map(row -> Arrays.stream(row).mapToInt(Math::toIntExact).toArray())
              .toArray(int[][]::new);
      default -> throw new IOException("neighbors hold " + neighbours.getJavaType());
    };
  }
}
