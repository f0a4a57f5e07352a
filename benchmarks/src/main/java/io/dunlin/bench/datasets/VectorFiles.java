package io.dunlin.bench.datasets;

import io.dunlin.index.memory.VectorRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers of the file forms in which public nearest-neighbour data sets come, each also packed as
 * {@code .gz}:
 *
 * <ul>
 *   <li>{@code .u8bin}: int32 rows, int32 dimension, then rows x dimension unsigned bytes
 *   <li>{@code .fbin}: the same with float32
 *   <li>{@code .fvecs}: per row int32 dimension, then that many float32
 *   <li>{@code .bvecs}: the same with unsigned bytes
 *   <li>{@code .npy}: NumPy array of two axes, see {@link NpyHeader}
 *   <li>{@code .ivecs}: per row int32 count, then that many int32
 * </ul>
 */
public final class VectorFiles {
  private VectorFiles() {}

  /**
   * The first {@code maximum} rows (all where there are fewer) of a file of vectors.
   *
   * @throws IOException also when the file is not of the form that its name says
   */
  public static VectorRows readVectors(Path path, int maximum) throws IOException {
    String name = path.getFileName().toString().replaceFirst("\\.gz$", "");
    String form = name.substring(name.lastIndexOf('.') + 1);
    try (BinaryInput in = BinaryInput.open(path)) {
      return switch (form) {
        case "u8bin" -> readBin(in, maximum, BinaryInput::readBytesAsFloats);
        case "fbin" -> readBin(in, maximum, BinaryInput::readFloats);
        case "fvecs" -> readVecs(in, maximum, BinaryInput::readFloats);
        case "bvecs" -> readVecs(in, maximum, BinaryInput::readBytesAsFloats);
        case "npy" -> readNpy(in, maximum);
        default -> throw new IOException("no vectors are read from ." + form + ": " + path);
      };
    }
  }

  /** The first {@code maximum} rows of an {@code .ivecs} file, for instance of neighbours. */
  public static int[][] readIvecs(Path path, int maximum) throws IOException {
    List<int[]> rows = new ArrayList<>();
    try (BinaryInput in = BinaryInput.open(path)) {
      while (rows.size() < maximum && !in.atEnd()) {
        rows.add(in.readInts(in.readInt()));
      }
    }
    return rows.toArray(int[][]::new);
  }

  /** Writes an {@code .ivecs} file. */
  static void writeIvecs(Path path, int[][] rows) throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(path))) {
      for (int[] row : rows) {
        ByteBuffer bytes =
            ByteBuffer.allocate((1 + row.length) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(row.length).put(row);
        file.write(bytes.array());
      }
    }
  }

  /** Rows on the heap, one array each. */
  public static float[][] toArrays(VectorRows rows) {
    float[][] arrays = new float[rows.count()][rows.dimension()];
    for (int row = 0; row < arrays.length; row++) {
      rows.read(row, arrays[row]);
    }
    return arrays;
  }

  /** Reads the components of a row. */
  private interface Components {
    float[] read(BinaryInput in, int count) throws IOException;
  }

  private static VectorRows readBin(BinaryInput in, int maximum, Components components)
      throws IOException {
    int count = Math.min(maximum, in.readInt());
    int dimension = in.readInt();
    RowTable table = new RowTable(count, dimension);
    for (int row = 0; row < count; row++) {
      table.set(row, components.read(in, dimension));
    }
    return table.rows();
  }

  private static VectorRows readVecs(BinaryInput in, int maximum, Components components)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    while (rows.size() < maximum && !in.atEnd()) {
      rows.add(components.read(in, in.readInt()));
    }
    if (rows.isEmpty()) {
      throw new IOException("no rows");
    }
    RowTable table = new RowTable(rows.size(), rows.getFirst().length);
    for (int row = 0; row < rows.size(); row++) {
      table.set(row, rows.get(row));
    }
    return table.rows();
  }

  private static VectorRows readNpy(BinaryInput in, int maximum) throws IOException {
    NpyHeader header = NpyHeader.read(in);
    int count = Math.min(maximum, header.rows());
    RowTable table = new RowTable(count, header.columns());
    for (int row = 0; row < count; row++) {
      table.set(
          row,
          switch (header.type()) {
            case FLOAT32 -> in.readFloats(header.columns());
            case UINT8 -> in.readBytesAsFloats(header.columns());
          });
    }
    return table.rows();
  }
}
