package io.dunlin.index.transform;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix that vectors are multiplied with: an orthogonal one rotates them, one with fewer rows
 * than columns projects them. An output is the inner product of the vector and a row of the matrix,
 * so applying it is what the kernels do for scores.
 *
 * <p>Immutable, and safe for any number of threads. Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "LMAP"
 *         4  version, 1
 *         8  inputs: components of a vector before
 *        12  outputs: components of a vector afterwards
 *        16  zero
 *        64  for each output the floats of its row
 * </pre>
 */
public final class LinearMap {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 'L' | 'M' << 8 | 'A' << 16 | 'P' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long INPUTS_AT = 8;
  private static final long OUTPUTS_AT = 12;
  private static final long MATRIX_AT = 64;

  /** Vectors, and rows of the matrix, that meet while they are in a near cache. */
  private static final int TILE = 64;

  private final MemorySegment bytes;
  private final VectorRows matrix;

  private LinearMap(MemorySegment bytes, int inputs, int outputs) {
    this.bytes = bytes;
    this.matrix = new VectorRows(bytes.asSlice(MATRIX_AT), inputs, outputs);
  }

  /**
   * A map in memory of {@code arena}.
   *
   * @param matrix row by row, a row for each output
   */
  public static LinearMap of(double[] matrix, int outputs, Arena arena) {
    MemorySegment bytes = LargePages.allocate(byteSize(matrix.length / outputs, outputs), arena);
    return write(matrix, outputs, bytes);
  }

  /** Writes a map into a section of {@link #byteSize} bytes. */
  static LinearMap write(double[] matrix, int outputs, MemorySegment bytes) {
    int inputs = matrix.length / outputs;
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, INPUTS_AT, inputs);
    bytes.set(INT, OUTPUTS_AT, outputs);
    for (int i = 0; i < matrix.length; i++) {
      bytes.set(VectorRows.COMPONENT, MATRIX_AT + (long) i * Float.BYTES, (float) matrix[i]);
    }
    return new LinearMap(bytes, inputs, outputs);
  }

  /**
   * Reads a map from a section.
   *
   * @param bytes off heap
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static LinearMap open(MemorySegment bytes) {
    require(bytes.byteSize() >= MATRIX_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    int inputs = bytes.get(INT, INPUTS_AT);
    require(inputs >= 1 && inputs <= VectorRows.MAX_DIMENSION, "has an impossible dimension");
    int outputs = bytes.get(INT, OUTPUTS_AT);
    require(outputs >= 1 && outputs <= inputs, "has an impossible number of outputs");
    require(
        bytes.byteSize() == byteSize(inputs, outputs), "has another length than its header says");
    for (long at = MATRIX_AT; at < bytes.byteSize(); at += Float.BYTES) {
      require(
          Float.isFinite(bytes.get(VectorRows.COMPONENT, at)), "has a number that is not finite");
    }
    return new LinearMap(bytes, inputs, outputs);
  }

  /** How many bytes a section holds. */
  public static long byteSize(int inputs, int outputs) {
    return MATRIX_AT + (long) inputs * outputs * Float.BYTES;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of a linear map " + problem);
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** Components of a vector before. */
  public int inputs() {
    return matrix.dimension();
  }

  /** Components of a vector afterwards. */
  public int outputs() {
    return matrix.count();
  }

  /** A row for each output. */
  public VectorRows matrix() {
    return matrix;
  }

  /**
   * Applies the map to one vector, such as a query. Allocates nothing.
   *
   * @param vector of as many components as there are inputs
   * @param out gets the outputs; another array than {@code vector}
   */
  public void apply(Kernels kernels, float[] vector, float[] out) {
    kernels.scoresOfRange(Metric.DOT, vector, matrix, 0, outputs(), out);
  }

  /** Applies the map to all rows of a table, with the same bits, in memory of {@code arena}. */
  public VectorRows applyToAll(
      VectorRows rows, Kernels kernels, ParallelRows parallel, Arena arena) {
    long floats = (long) rows.count() * outputs();
    MemorySegment data = LargePages.allocate(floats * Float.BYTES, arena);
    VectorRows mapped = new VectorRows(data, outputs(), rows.count());
    applyToAll(rows, kernels, parallel, mapped);
    return mapped;
  }

  /**
   * The same, into a table that is there.
   *
   * @param mapped of as many rows, each with a component for each output
   */
  public void applyToAll(
      VectorRows rows, Kernels kernels, ParallelRows parallel, VectorRows mapped) {
    parallel.runRanges(
        rows.count(),
        TILE,
        () -> {
          float[][] vectors = new float[TILE][inputs()];
          float[] some = new float[TILE];
          return (from, to) -> {
            for (int row = from; row < to; row++) {
              rows.read(row, vectors[row - from]);
            }
            for (int output = 0; output < outputs(); output += TILE) {
              int count = Math.min(TILE, outputs() - output);
              for (int row = from; row < to; row++) {
                kernels.scoresOfRange(Metric.DOT, vectors[row - from], matrix, output, count, some);
                long at = mapped.offset(row) + (long) output * Float.BYTES;
                MemorySegment.copy(some, 0, mapped.data(), VectorRows.COMPONENT, at, count);
              }
            }
          };
        });
  }
}
