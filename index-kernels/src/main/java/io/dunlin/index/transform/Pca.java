package io.dunlin.index.transform;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Principal components: the directions in which rows differ most, the first ones of which hold most
 * of what tells rows apart (Jolliffe, "Principal component analysis", 2002).
 *
 * <p>Rows are projected from their mean ({@link #project}). A query is projected so for Euclidean
 * distances; for inner products it is projected as a direction ({@link #projectDirection}), which
 * changes the scores of a query by one addend for all rows.
 *
 * <p>Immutable, and safe for any number of threads. Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "PCAT"
 *         4  version, 1
 *         8  components of a vector
 *        12  principal components, at most as many
 *        16  variance of the rows in all directions together (float)
 *        20  zero
 *        64  the mean: floats
 *            for each principal component the variance along it: floats
 *            zeros up to a multiple of 64
 *            the section of a {@link LinearMap}
 * </pre>
 */
public final class Pca {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = VectorRows.COMPONENT;

  private static final int MAGIC = 'P' | 'C' << 8 | 'A' << 16 | 'T' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long INPUTS_AT = 8;
  private static final long OUTPUTS_AT = 12;
  private static final long TOTAL_AT = 16;
  private static final long MEAN_AT = 64;

  private final MemorySegment bytes;
  private final LinearMap map;
  private final float[] mean;
  private final float[] variances;

  /** The projection of the mean. */
  private final float[] offset;

  private Pca(MemorySegment bytes, LinearMap map) {
    this.bytes = bytes;
    this.map = map;
    this.mean = new float[map.inputs()];
    this.variances = new float[map.outputs()];
    this.offset = new float[map.outputs()];
    MemorySegment.copy(bytes, FLOAT, MEAN_AT, mean, 0, mean.length);
    MemorySegment.copy(bytes, FLOAT, variancesAt(mean.length), variances, 0, variances.length);
    float[] row = new float[mean.length];
    for (int output = 0; output < offset.length; output++) {
      map.matrix().read(output, row);
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        sum += (double) row[i] * mean[i];
      }
      offset[output] = (float) sum;
    }
  }

  /**
   * Principal components in memory of {@code arena}.
   *
   * @param total variance in all directions together
   * @param variances along each of the principal components
   * @param components row by row, as many as there are variances
   */
  public static Pca of(
      double[] mean, double total, double[] variances, double[] components, Arena arena) {
    int inputs = mean.length;
    int outputs = variances.length;
    MemorySegment bytes = LargePages.allocate(byteSize(inputs, outputs), arena);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, INPUTS_AT, inputs);
    bytes.set(INT, OUTPUTS_AT, outputs);
    bytes.set(FLOAT, TOTAL_AT, (float) total);
    for (int i = 0; i < inputs; i++) {
      bytes.set(FLOAT, MEAN_AT + (long) i * Float.BYTES, (float) mean[i]);
    }
    for (int i = 0; i < outputs; i++) {
      bytes.set(FLOAT, variancesAt(inputs) + (long) i * Float.BYTES, (float) variances[i]);
    }
    MemorySegment section = bytes.asSlice(mapAt(inputs, outputs));
    return new Pca(bytes, LinearMap.write(components, outputs, section));
  }

  /**
   * Reads principal components from a section.
   *
   * @param bytes off heap
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static Pca open(MemorySegment bytes) {
    require(bytes.byteSize() >= MEAN_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    int inputs = bytes.get(INT, INPUTS_AT);
    require(inputs >= 1 && inputs <= VectorRows.MAX_DIMENSION, "has an impossible dimension");
    int outputs = bytes.get(INT, OUTPUTS_AT);
    require(outputs >= 1 && outputs <= inputs, "has an impossible number of components");
    require(
        bytes.byteSize() == byteSize(inputs, outputs), "has another length than its header says");
    require(Float.isFinite(bytes.get(FLOAT, TOTAL_AT)), "has a number that is not finite");
    for (long at = MEAN_AT; at < mapAt(inputs, outputs); at += Float.BYTES) {
      require(Float.isFinite(bytes.get(FLOAT, at)), "has a number that is not finite");
    }
    LinearMap map = LinearMap.open(bytes.asSlice(mapAt(inputs, outputs)));
    require(
        map.inputs() == inputs && map.outputs() == outputs, "has components of another dimension");
    return new Pca(bytes, map);
  }

  private static long variancesAt(int inputs) {
    return MEAN_AT + (long) inputs * Float.BYTES;
  }

  private static long mapAt(int inputs, int outputs) {
    return (variancesAt(inputs) + (long) outputs * Float.BYTES + 63) / 64 * 64;
  }

  private static long byteSize(int inputs, int outputs) {
    return mapAt(inputs, outputs) + LinearMap.byteSize(inputs, outputs);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of principal components " + problem);
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** Components of a vector before. */
  public int inputs() {
    return map.inputs();
  }

  /** Components of a projected vector. */
  public int outputs() {
    return map.outputs();
  }

  /** The principal components, unit vectors. */
  public LinearMap components() {
    return map;
  }

  /** The mean of the rows. */
  public float[] mean() {
    return mean.clone();
  }

  /** Variance of the rows along each principal component, the greatest first. */
  public float[] variances() {
    return variances.clone();
  }

  /** Share of the rows' variance that is along the principal components, 0..1. */
  public double explained() {
    double total = bytes.get(FLOAT, TOTAL_AT);
    double sum = 0;
    for (float variance : variances) {
      sum += variance;
    }
    return total > 0 ? Math.min(1, sum / total) : 1;
  }

  /**
   * Projects a row, or a query that distances are taken of. Allocates nothing.
   *
   * @param out gets the outputs; another array than {@code vector}
   */
  public void project(Kernels kernels, float[] vector, float[] out) {
    map.apply(kernels, vector, out);
    for (int i = 0; i < offset.length; i++) {
      out[i] -= offset[i];
    }
  }

  /** Projects a query that inner products are taken of. Allocates nothing. */
  public void projectDirection(Kernels kernels, float[] query, float[] out) {
    map.apply(kernels, query, out);
  }
}
