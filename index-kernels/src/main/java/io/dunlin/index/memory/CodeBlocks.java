package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Blocks of 32 coded rows, whose scores are estimated together. A code is a number of digits, each
 * of which picks an entry of the query's table for its place.
 *
 * <p>With {@code s} the score of the vector that the codes of a block are relative to, and {@code
 * t} the sum of the entries that a row's digits pick, the row's score is about {@code s + addend +
 * factor * t}. A place without a row holds the row -1 and an addend of negative infinity.
 *
 * <pre>
 * addends   32 little-endian floats
 * factors   32 floats
 * rows      32 ints
 * codes     of 4 bits: for each digit 16 bytes, as fast_scan.h says;
 *           of 8 bits: for each digit 32 bytes, one a row
 *           zeros up to a multiple of 64 bytes
 * </pre>
 *
 * @param data off heap; block b stands at byte {@code b * stride()}
 * @param count blocks
 * @param digits of a code; a multiple of four where they have 4 bits
 * @param bits of a digit, 4 or 8
 */
public record CodeBlocks(MemorySegment data, int count, int digits, int bits) {
  /** Rows of a block. */
  public static final int TOGETHER = 32;

  /** What a place without a row holds. */
  public static final int NO_ROW = -1;

  /** How many digits of 4 bits a kernel reads at once. */
  public static final int DIGITS_AT_ONCE = 4;

  private static final ValueLayout.OfInt ROW =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat NUMBER = VectorRows.COMPONENT;

  private static final long FACTORS_AT = 4L * TOGETHER;
  private static final long ROWS_AT = 8L * TOGETHER;
  private static final long CODES_AT = 12L * TOGETHER;
  private static final int HALF = TOGETHER / 2;
  private static final int CACHE_LINE = 64;

  public CodeBlocks {
    if (digits < 1 || !(bits == 8 || (bits == 4 && digits % DIGITS_AT_ONCE == 0))) {
      throw new IllegalArgumentException(
          "%d digits of %d bits make no code".formatted(digits, bits));
    }
    if (count < 0 || data.byteSize() < count * stride(digits, bits) || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d blocks off heap".formatted(data.byteSize(), count));
    }
  }

  /** Bytes of a block: whole cache lines. */
  public static long stride(int digits, int bits) {
    long bytes = CODES_AT + (long) digits * bits * TOGETHER / Byte.SIZE;
    return (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  }

  /** Blocks that so many rows take. */
  public static int blocks(int rows) {
    return (rows + TOGETHER - 1) / TOGETHER;
  }

  public long stride() {
    return stride(digits, bits);
  }

  public float addend(int block, int place) {
    return data.get(NUMBER, block * stride() + 4L * place);
  }

  public float factor(int block, int place) {
    return data.get(NUMBER, block * stride() + FACTORS_AT + 4L * place);
  }

  /** The row at a place, or {@link #NO_ROW}. */
  public int row(int block, int place) {
    return data.get(ROW, block * stride() + ROWS_AT + 4L * place);
  }

  /** Byte offset of the codes of a block. */
  public long codes(int block) {
    return block * stride() + CODES_AT;
  }

  public int digit(int block, int place, int digit) {
    int whole = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, digitAt(block, place, digit)));
    return bits == 8 ? whole : place < HALF ? whole & 15 : whole >> 4;
  }

  /**
   * Writes one place, whose code is zero yet.
   *
   * @param code one digit a byte
   */
  public void write(int block, int place, int row, float addend, float factor, byte[] code) {
    writeNumbers(block, place, row, addend, factor);
    for (int digit = 0; digit < digits; digit++) {
      long at = digitAt(block, place, digit);
      int before = data.get(ValueLayout.JAVA_BYTE, at);
      int shifted = bits == 4 && place >= HALF ? code[digit] << 4 : code[digit];
      data.set(ValueLayout.JAVA_BYTE, at, (byte) (before | shifted));
    }
  }

  /** Marks a place as one without a row. */
  public void leaveOut(int block, int place) {
    writeNumbers(block, place, NO_ROW, Float.NEGATIVE_INFINITY, 0f);
  }

  private void writeNumbers(int block, int place, int row, float addend, float factor) {
    long at = block * stride() + 4L * place;
    data.set(NUMBER, at, addend);
    data.set(NUMBER, at + FACTORS_AT, factor);
    data.set(ROW, at + ROWS_AT, row);
  }

  private long digitAt(int block, int place, int digit) {
    return bits == 8
        ? codes(block) + (long) digit * TOGETHER + place
        : codes(block) + (long) digit * HALF + (place & (HALF - 1));
  }
}
