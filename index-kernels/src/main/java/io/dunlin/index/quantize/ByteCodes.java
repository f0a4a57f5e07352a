package io.dunlin.index.quantize;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

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

  /** Codes of all rows, in memory of {@code arena}. */
  public static ByteCodes encode(VectorRows table, Arena arena) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    float[] vector = new float[table.dimension()];
    for (int row = 0; row < table.count(); row++) {
      table.read(row, vector);
      for (float component : vector) {
        least = Math.min(least, component);
        greatest = Math.max(greatest, component);
      }
    }
    boolean flat = !(greatest > least);
    MemorySegment bytes = LargePages.allocate(byteSize(table.count(), table.dimension()), arena);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, table.count());
    bytes.set(INT, DIMENSION_AT, table.dimension());
    bytes.set(FLOAT, LOWEST_AT, table.count() == 0 ? 0 : least);
    bytes.set(FLOAT, STEP_AT, flat ? 1 : (float) (((double) greatest - least) / GREATEST));
    ByteCodes codes = new ByteCodes(bytes, table.count(), table.dimension());
    for (int row = 0; row < table.count(); row++) {
      table.read(row, vector);
      codes.write(row, vector);
    }
    return codes;
  }

  /**
   * Reads codes from a section.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static ByteCodes open(MemorySegment bytes, VectorRows table) {
    require(bytes.byteSize() >= CODES_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == table.count(), "belongs to a table of another size");
    require(
        bytes.get(INT, DIMENSION_AT) == table.dimension(),
        "belongs to vectors of another dimension");
    require(
        bytes.byteSize() == byteSize(table.count(), table.dimension()),
        "has another length than its header says");
    require(bytes.get(FLOAT, STEP_AT) > 0, "has no step");
    return new ByteCodes(bytes, table.count(), table.dimension());
  }

  private static long byteSize(int rows, int dimension) {
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
