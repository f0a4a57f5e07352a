package io.dunlin.index.quantize;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Vectors as bytes, a quarter of their size: a component x becomes the whole number nearest to
 * {@code (x - lowest) / step}, 0..255, with one lowest and one step for the table (scalar
 * quantization). Vectors of whole numbers within a range of 255 lose nothing.
 *
 * <p>The query is not quantized: it is moved into the scale of the codes once, and a raw score
 * becomes an approximate one by {@code scale * raw + offset}.
 *
 * <p>Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "BYTE"
 *         4  version, 1
 *         8  rows
 *        12  dimension
 *        16  lowest (float)
 *        20  step (float)
 *        24  zero
 *        64  rows, each with zeros up to a multiple of 64 bytes
 * </pre>
 */
public final class ByteCodes {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = VectorRows.COMPONENT;

  private static final int MAGIC = 'B' | 'Y' << 8 | 'T' << 16 | 'E' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long DIMENSION_AT = 12;
  private static final long LOWEST_AT = 16;
  private static final long STEP_AT = 20;
  private static final long CODES_AT = 64;
  private static final int GREATEST = 255;

  /** Components of a rotated vector are about normal, so few lie far out. */
  private static final float QUANTILE_OF_ROTATED = 0.9999f;

  private final MemorySegment bytes;
  private final float lowest;
  private final float step;
  private final ByteRows rows;

  private ByteCodes(MemorySegment bytes, int count, int dimension) {
    this.bytes = bytes;
    this.lowest = bytes.get(FLOAT, LOWEST_AT);
    this.step = bytes.get(FLOAT, STEP_AT);
    this.rows = new ByteRows(bytes.asSlice(CODES_AT), dimension, count);
  }

  /** Codes of all rows that span all components, in memory of {@code arena}. */
  public static ByteCodes encode(VectorRows table, Arena arena) {
    return encode(table, 1, 1, arena, () -> false);
  }

  /**
   * Codes of all rows, in memory of {@code arena}.
   *
   * @param quantile the share of components whose range the bytes span, above 0 and at most 1; what
   *     lies beyond becomes the lowest or the greatest code
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so
   */
  public static ByteCodes encode(
      VectorRows table, float quantile, int threads, Arena arena, BooleanSupplier cancelled) {
    ByteCoder coder = ByteCoder.plain(table);
    return encode(coder, coder.range(quantile), threads, arena, cancelled);
  }

  /**
   * Codes of all rows less their center, rotated: of the rows' differences they tell the lengths,
   * to a hundredth whatever the table, because no component stands out. For pairs of rows only; a
   * query is not rotated.
   */
  public static ByteCodes encodeRotated(
      VectorRows table, long seed, int threads, Arena arena, BooleanSupplier cancelled) {
    ByteCoder coder = ByteCoder.rotated(table, new Rotation(table.dimension(), seed));
    return encode(coder, coder.range(QUANTILE_OF_ROTATED), threads, arena, cancelled);
  }

  /**
   * Codes of some rows, in the order given.
   *
   * @param order the rows of the table that are coded
   * @param bytes zeros, as many as {@link #byteSize} says
   */
  public static ByteCodes encode(
      VectorRows table, int[] order, float quantile, ParallelRows parallel, MemorySegment bytes) {
    ByteCoder coder = ByteCoder.ordered(table, order);
    return encode(coder, coder.range(quantile), parallel, bytes);
  }

  private static ByteCodes encode(
      ByteCoder coder, ByteCoder.Range range, int threads, Arena arena, BooleanSupplier cancelled) {
    long size = byteSize(coder.count(), coder.dimension());
    ParallelRows parallel = new ParallelRows(threads, cancelled);
    return encode(coder, range, parallel, LargePages.allocate(size, arena));
  }

  private static ByteCodes encode(
      ByteCoder coder, ByteCoder.Range range, ParallelRows parallel, MemorySegment bytes) {
    int count = coder.count();
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, count);
    bytes.set(INT, DIMENSION_AT, coder.dimension());
    bytes.set(FLOAT, LOWEST_AT, range.lowest());
    bytes.set(FLOAT, STEP_AT, range.step(GREATEST));
    ByteCodes codes = new ByteCodes(bytes, count, coder.dimension());
    parallel.run(count, () -> coder.writer(codes::write));
    return codes;
  }

  /**
   * Reads codes from a section.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static ByteCodes open(MemorySegment bytes, VectorRows table) {
    return open(bytes, table.count(), table.dimension());
  }

  /** The same for codes of {@code rows} rows of {@code dimension} components. */
  public static ByteCodes open(MemorySegment bytes, int rows, int dimension) {
    require(bytes.byteSize() >= CODES_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == rows, "belongs to a table of another size");
    require(bytes.get(INT, DIMENSION_AT) == dimension, "belongs to vectors of another dimension");
    require(
        bytes.byteSize() == byteSize(rows, dimension), "has another length than its header says");
    require(bytes.get(FLOAT, STEP_AT) > 0, "has no step");
    return new ByteCodes(bytes, rows, dimension);
  }

  /** Bytes of the codes of so many rows. */
  public static long byteSize(int rows, int dimension) {
    return CODES_AT + (long) rows * ByteRows.stride(dimension);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of byte codes " + problem);
    }
  }

  private void write(int row, float[] vector) {
    long at = CODES_AT + row * rows.rowBytes();
    for (int i = 0; i < vector.length; i++) {
      int code = Math.round((vector[i] - lowest) / step);
      bytes.set(ValueLayout.JAVA_BYTE, at + i, (byte) Math.clamp(code, 0, GREATEST));
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  public ByteRows rows() {
    return rows;
  }

  /**
   * Moves a query into the scale of the codes.
   *
   * @param out at least as long as the rows' stride
   */
  public void prepare(Metric metric, float[] query, float[] out) {
    Arrays.fill(out, query.length, rows.stride(), 0f);
    for (int i = 0; i < query.length; i++) {
      out[i] = metric.greaterIsBetter() ? query[i] : (query[i] - lowest) / step;
    }
  }

  /** What a raw score has to be multiplied with. */
  public float scale(Metric metric) {
    return metric == Metric.EUCLID ? step * step : step;
  }

  /** What has to be added to a multiplied raw score. */
  public float offset(Metric metric, float[] query) {
    if (!metric.greaterIsBetter()) {
      return 0;
    }
    float sum = 0;
    for (float component : query) {
      sum += component;
    }
    return lowest * sum;
  }
}
