package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of digits, one a byte, without padding: row r, digit i stands at byte {@code r * digits +
 * i}. An immutable view; whoever owns {@code data} keeps it alive while views are in use.
 *
 * @param data native or mapped
 * @param digits of a row, 1..65536
 * @param count rows that may be read
 */
public record CodeRows(MemorySegment data, int digits, int count) implements RowBytes {
  public CodeRows {
    if (digits < 1 || digits > VectorRows.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "%d digits are not within 1..%d".formatted(digits, VectorRows.MAX_DIMENSION));
    }
    if (count < 0 || data.byteSize() < (long) count * digits || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d rows of %d digits off heap"
              .formatted(data.byteSize(), count, digits));
    }
  }

  @Override
  public long rowBytes() {
    return digits;
  }

  /** Byte offset of a row. */
  public long offset(int row) {
    return (long) row * digits;
  }

  /** Digit i of a row, 0..255. */
  public int digit(int row, int i) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, offset(row) + i));
  }
}
