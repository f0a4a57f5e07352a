package io.dunlin.index.quantize;

import io.dunlin.index.memory.CodeRows;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Vectors as digits of a {@link ProductQuantizer}, a byte each.
 *
 * <p>Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "PQRW"
 *         4  version, 1
 *         8  rows
 *        12  digits
 *        16  bytes of the quantizer (8 bytes)
 *        24  zero
 *        64  the quantizer, then zeros up to a multiple of 64
 *            rows, one after the other
 * </pre>
 */
public final class ProductCodes {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 'P' | 'Q' << 8 | 'R' << 16 | 'W' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long DIGITS_AT = 12;
  private static final long QUANTIZER_BYTES_AT = 16;
  private static final long QUANTIZER_AT = 64;
  private static final int BITS = 8;

  private final MemorySegment bytes;
  private final ProductQuantizer quantizer;
  private final CodeRows rows;

  private ProductCodes(MemorySegment bytes, ProductQuantizer quantizer, int count) {
    this.bytes = bytes;
    this.quantizer = quantizer;
    long at = rowsAt(bytes.get(LONG, QUANTIZER_BYTES_AT));
    this.rows = new CodeRows(bytes.asSlice(at), quantizer.digits(), count);
  }

  /**
   * Codes of all rows, in memory of {@code arena}.
   *
   * @param quantizer with digits of 8 bits
   * @param threads that work; the codes do not depend on how many
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so
   */
  public static ProductCodes encode(
      VectorRows table,
      ProductQuantizer quantizer,
      int threads,
      Arena arena,
      BooleanSupplier cancelled) {
    require(quantizer.bits() == BITS, "has digits that are no bytes");
    long quantizerBytes = ProductQuantizer.byteSize(quantizer.parts(), quantizer.bits());
    long size = rowsAt(quantizerBytes) + (long) table.count() * quantizer.digits();
    MemorySegment bytes = LargePages.allocate(size, arena);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, table.count());
    bytes.set(INT, DIGITS_AT, quantizer.digits());
    bytes.set(LONG, QUANTIZER_BYTES_AT, quantizerBytes);
    try (Arena whileCopying = Arena.ofConfined()) {
      MemorySegment.copy(quantizer.bytes(whileCopying), 0, bytes, QUANTIZER_AT, quantizerBytes);
    }
    ProductCodes codes = new ProductCodes(bytes, quantizer, table.count());
    new ParallelRows(threads, cancelled).run(table.count(), () -> codes.coder(table));
    return codes;
  }

  private IntConsumer coder(VectorRows table) {
    float[] vector = new float[table.dimension()];
    byte[] digits = new byte[quantizer.digits()];
    return row -> {
      table.read(row, vector);
      quantizer.encode(vector, digits);
      MemorySegment.copy(
          digits, 0, rows.data(), ValueLayout.JAVA_BYTE, rows.offset(row), digits.length);
    };
  }

  /**
   * Reads codes from a section.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static ProductCodes open(MemorySegment bytes, VectorRows table) {
    require(bytes.byteSize() >= QUANTIZER_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == table.count(), "belongs to a table of another size");
    long quantizerBytes = bytes.get(LONG, QUANTIZER_BYTES_AT);
    int digits = bytes.get(INT, DIGITS_AT);
    require(
        quantizerBytes >= 0
            && quantizerBytes <= bytes.byteSize()
            && bytes.byteSize() == rowsAt(quantizerBytes) + (long) table.count() * digits,
        "has another length than its header says");
    ProductQuantizer quantizer = ProductQuantizer.open(bytes.asSlice(QUANTIZER_AT, quantizerBytes));
    require(
        quantizer.bits() == BITS && quantizer.digits() == digits,
        "has another quantizer than its header says");
    require(
        quantizer.parts().dimension() == table.dimension(),
        "belongs to vectors of another dimension");
    return new ProductCodes(bytes, quantizer, table.count());
  }

  private static long rowsAt(long quantizerBytes) {
    return (QUANTIZER_AT + quantizerBytes + 63) / 64 * 64;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of product codes " + problem);
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  public ProductQuantizer quantizer() {
    return quantizer;
  }

  public CodeRows rows() {
    return rows;
  }
}
