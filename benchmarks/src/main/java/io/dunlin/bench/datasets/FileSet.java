package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A set in files: one in HDF5 that holds everything, or one of rows, one of queries, and perhaps
 * one of neighbours.
 *
 * @param base an HDF5 file, or rows in a form of {@link VectorFiles}
 * @param queries in such a form; not asked for beside HDF5
 * @param neighbours of all rows, as {@code .ivecs}; asked of a {@link Truth} where there is none or
 *     fewer rows are read
 * @param metric not asked for beside HDF5; for cosine the vectors are brought to length one
 */
public record FileSet(Path base, Optional<Path> queries, Optional<Path> neighbours, Metric metric) {
  /**
   * @param rows at most so many, the first; {@link Integer#MAX_VALUE} for all
   * @param count of the queries, the first
   */
  public Dataset load(int rows, int count, Truth truth) throws IOException {
    String name = base.getFileName().toString();
    if (name.endsWith(".hdf5") || name.endsWith(".h5")) {
      return Hdf5Set.read(base, rows, count, truth);
    }
    Path asked =
        queries.orElseThrow(() -> new IllegalArgumentException("no file of queries for " + base));
    VectorRows table = inMetric(VectorFiles.readVectors(base, rows));
    float[][] vectors = VectorFiles.toArrays(inMetric(VectorFiles.readVectors(asked, count)));
    String set = "%s, %d x %d".formatted(name, table.count(), table.dimension());
    int[][] known =
        neighbours.isPresent() && rows == Integer.MAX_VALUE
            ? VectorFiles.readIvecs(neighbours.get(), vectors.length)
            : truth.neighbours(set, table, vectors, metric, Generator.NEIGHBOURS);
    return new Dataset(set, metric, table, vectors, known);
  }

  private VectorRows inMetric(VectorRows rows) {
    if (metric != Metric.COSINE) {
      return rows;
    }
    RowTable unit = new RowTable(rows.count(), rows.dimension());
    float[] vector = new float[rows.dimension()];
    for (int row = 0; row < rows.count(); row++) {
      rows.read(row, vector);
      Draws.normalise(vector);
      unit.set(row, vector);
    }
    return unit.rows();
  }
}
