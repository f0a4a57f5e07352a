package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final float[][] TRAIN = {{3, 4}, {0, 2}, {5, 0}, {1, 1}};
  private static final float[][] TEST = {{0, 9}, {2, 0}};
  private static final int[][] NEIGHBOURS = {{1, 0}, {2, 3}};

  @TempDir private Path folder;

  private Path hdf5(String distance) {
    Path path = folder.resolve(distance + ".hdf5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putDataset("train", TRAIN);
      file.putDataset("test", TEST);
      file.putDataset("neighbors", NEIGHBOURS);
      file.putAttribute("distance", distance);
    }
    return path;
  }

  private static Dataset load(Path base, int rows, int queries) throws IOException {
    return new FileSet(base, Optional.empty(), Optional.empty(), Metric.EUCLID)
        .load(rows, queries, Truth.SEARCHED);
  }

  @Test
  void hdf5HoldsEverything() throws IOException {
    Dataset data = load(hdf5("euclidean"), ALL, 10);
    assertThat(data.metric()).isEqualTo(Metric.EUCLID);
    assertThat(data.name()).isEqualTo("euclidean.hdf5, 4 x 2");
    assertThat(VectorFiles.toArrays(data.base())).isDeepEqualTo(TRAIN);
    assertThat(data.queries()).isDeepEqualTo(TEST);
    assertThat(data.neighbours()).isDeepEqualTo(NEIGHBOURS);
  }

  @Test
  void angularVectorsAreOfLengthOne() throws IOException {
    Dataset data = load(hdf5("angular"), ALL, 1);
    assertThat(data.metric()).isEqualTo(Metric.COSINE);
    assertThat(VectorFiles.toArrays(data.base())[0]).containsExactly(0.6f, 0.8f);
    assertThat(data.queries()).isDeepEqualTo(new float[][] {{0, 1}});
    assertThat(data.neighbours()).isDeepEqualTo(new int[][] {{1, 0}});
  }

  @Test
  void fewerRowsHaveOtherNeighbours() throws IOException {
    Dataset data = load(hdf5("euclidean"), 2, 2);
    assertThat(data.base().count()).isEqualTo(2);
    assertThat(data.neighbours()).isDeepEqualTo(new int[][] {{0, 1}, {1, 0}});
  }

  @Test
  void otherDistancesAreRefused() {
    Path path = hdf5("hamming");
    assertThatThrownBy(() -> load(path, ALL, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hamming");
  }

  @Test
  void filesOfRowsQueriesAndNeighbours() throws IOException {
    Path base = fvecs("base.fvecs", TRAIN);
    Path queries = fvecs("query.fvecs", TEST);
    Path truth = folder.resolve("truth.ivecs");
    VectorFiles.writeIvecs(truth, NEIGHBOURS);
    FileSet known = new FileSet(base, Optional.of(queries), Optional.of(truth), Metric.COSINE);
    Dataset data = known.load(ALL, 10, Truth.SEARCHED);
    assertThat(VectorFiles.toArrays(data.base())[2]).containsExactly(1, 0);
    assertThat(data.neighbours()).isDeepEqualTo(NEIGHBOURS);
    assertThat(known.load(3, 10, Truth.SEARCHED).neighbours())
        .as("not those of all rows")
        .isDeepEqualTo(new int[][] {{1, 0, 2}, {2, 0, 1}});
    FileSet unknown = new FileSet(base, Optional.of(queries), Optional.empty(), Metric.COSINE);
    assertThat(unknown.load(ALL, 10, Truth.SEARCHED).neighbours()[1]).startsWith(2, 3);
    FileSet unasked = new FileSet(base, Optional.empty(), Optional.empty(), Metric.COSINE);
    assertThatThrownBy(() -> unasked.load(ALL, 10, Truth.SEARCHED)).hasMessageContaining("queries");
  }

  private Path fvecs(String name, float[][] rows) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(rows.length * 12).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      bytes.putInt(2).putFloat(row[0]).putFloat(row[1]);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }
}
