package io.dunlin.index.quantize;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/**
 * Vectors as one, two or four bits a component: RaBitQ (Gao and Long, SIGMOD 2024; for more than
 * one bit Gao et al., "Practical and asymptotically optimal quantization", SIGMOD 2025).
 *
 * <p>A vector less the center of all, rotated, is {@code o}; its code u stands for the vector
 * {@code x = u - (2^bits - 1) / 2}, in direction as near to o as such a vector is. With {@code f =
 * |o|² / <o, x>} the inner product of o and the query's rest {@code p} is about {@code f * <x, p>},
 * without bias. So a score is {@code addend + f * <x, p>} plus what is the same for all rows:
 *
 * <pre>
 * Euclid          -|p|² - |o|² + 2 f &lt;x, p&gt;
 * inner product   &lt;q, c&gt; + &lt;o, c&gt; + f &lt;x, p&gt;      q the query, c the center
 * </pre>
 *
 * <p>Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "RABQ"
 *         4  version, 1
 *         8  rows
 *        12  dimension
 *        16  bits
 *        20  0 for Euclid, 1 for inner products
 *        24  seed of the rotation (8 bytes)
 *        32  zero
 *        64  the center: floats, then zeros up to a multiple of 64
 *            rows as {@link PackedRows} has them
 * </pre>
 */
public final class RabitqCodes {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 'R' | 'A' << 8 | 'B' << 16 | 'Q' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long DIMENSION_AT = 12;
  private static final long BITS_AT = 16;
  private static final long KIND_AT = 20;
  private static final long SEED_AT = 24;
  private static final long CENTER_AT = 64;

  private final MemorySegment bytes;
  private final boolean euclid;
  private final Rotation rotation;
  private final float[] center;
  private final PackedRows rows;

  private RabitqCodes(MemorySegment bytes, int count, int dimension, int bits) {
    this.bytes = bytes;
    this.euclid = bytes.get(INT, KIND_AT) == 0;
    this.rotation = new Rotation(dimension, bytes.get(LONG, SEED_AT));
    this.center = new float[dimension];
    new VectorRows(bytes.asSlice(CENTER_AT), dimension, 1).read(0, center);
    this.rows =
        new PackedRows(bytes.asSlice(rowsAt(dimension)), rotation.paddedDimension(), count, bits);
  }

  /** Whether scores of this metric can be estimated: sums of absolute differences cannot. */
  public static boolean supports(Metric metric) {
    return metric != Metric.MANHATTAN && !metric.isBinary();
  }

  /**
   * Codes of all rows, in memory of {@code arena}.
   *
   * @param bits of a component: 1, 2 or 4
   * @param threads that work; the codes do not depend on how many
   * @throws IllegalArgumentException for a metric that is not supported
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so
   */
  public static RabitqCodes encode(
      VectorRows table,
      Metric metric,
      int bits,
      long seed,
      int threads,
      Arena arena,
      BooleanSupplier cancelled) {
    if (!supports(metric)) {
      throw new IllegalArgumentException("scores by " + metric + " cannot be told from such codes");
    }
    int dimension = table.dimension();
    MemorySegment bytes = LargePages.allocate(byteSize(table.count(), dimension, bits), arena);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, table.count());
    bytes.set(INT, DIMENSION_AT, dimension);
    bytes.set(INT, BITS_AT, bits);
    bytes.set(INT, KIND_AT, metric == Metric.EUCLID ? 0 : 1);
    bytes.set(LONG, SEED_AT, seed);
    float[] center = RabitqCoder.center(table);
    MemorySegment.copy(center, 0, bytes, VectorRows.COMPONENT, CENTER_AT, dimension);
    RabitqCodes codes = new RabitqCodes(bytes, table.count(), dimension, bits);
    new RabitqCoder(codes.rotation, center, codes.rows, codes.euclid)
        .encode(table, threads, cancelled);
    return codes;
  }

  /**
   * Reads codes from a section.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static RabitqCodes open(MemorySegment bytes, VectorRows table, Metric metric) {
    require(bytes.byteSize() >= CENTER_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == table.count(), "belongs to a table of another size");
    int dimension = bytes.get(INT, DIMENSION_AT);
    require(dimension == table.dimension(), "belongs to vectors of another dimension");
    int bits = bytes.get(INT, BITS_AT);
    require(bits == 1 || bits == 2 || bits == 4, "has an impossible number of bits");
    require(
        bytes.get(INT, KIND_AT) == (metric == Metric.EUCLID ? 0 : 1),
        "was made for another metric");
    require(
        bytes.byteSize() == byteSize(table.count(), dimension, bits),
        "has another length than its header says");
    return new RabitqCodes(bytes, table.count(), dimension, bits);
  }

  private static long rowsAt(int dimension) {
    return (CENTER_AT + (long) dimension * Float.BYTES + 63) / 64 * 64;
  }

  private static long byteSize(int rows, int dimension, int bits) {
    int padded = Rotation.paddedDimension(dimension);
    return rowsAt(dimension) + rows * PackedRows.stride(padded, bits);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of RaBitQ codes " + problem);
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  public PackedRows rows() {
    return rows;
  }

  /** Length of a prepared query: its rest, what belongs to the sums, what belongs to the scores. */
  public int preparedLength() {
    return rows.padded() + 2;
  }

  /**
   * Brings a query into the form that {@code Kernels.scores} takes for packed rows.
   *
   * @param out of {@link #preparedLength}
   */
  public void prepare(float[] query, float[] out) {
    float base = 0;
    for (int i = 0; i < query.length; i++) {
      out[i] = query[i] - center[i];
      base = Math.fma(euclid ? -out[i] : query[i], euclid ? out[i] : center[i], base);
    }
    rotation.apply(out, out);
    finish(base, out);
  }

  /** Codes count from zero, what they stand for is spread around it. */
  private void finish(float base, float[] out) {
    float sum = 0;
    for (int i = 0; i < rows.dimension(); i++) {
      sum += out[i];
    }
    for (int i = rows.dimension(); i < rows.padded(); i++) {
      out[i] = 0;
    }
    out[rows.padded()] = -middle() * sum;
    out[rows.padded() + 1] = base;
  }

  private float middle() {
    return ((1 << rows.bits()) - 1) / 2f;
  }
}
