package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of unsigned bytes. Behind its components a row has zeros up to a whole number of cache
 * lines, so that a row is never spread over one line more than it needs. An immutable view; whoever
 * owns {@code data} keeps it alive while views are in use.
 *
 * @param data native or mapped
 * @param dimension components of a row, 1..65536
 * @param count rows that may be read
 */
public record ByteRows(MemorySegment data, int dimension, int count) implements RowBytes {
  private static final int CACHE_LINE = 64;

  public ByteRows {
    if (dimension < 1 || dimension > VectorRows.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "dimension " + dimension + " is not within 1.." + VectorRows.MAX_DIMENSION);
    }
    if (count < 0 || data.byteSize() < (long) count * stride(dimension) || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d rows of %d bytes off heap"
              .formatted(data.byteSize(), count, stride(dimension)));
    }
  }

  /** Bytes of a row of so many components. */
  public static int stride(int dimension) {
    return (dimension + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  }

  /** Components of a row with the zeros behind them; queries are as long. */
  public int stride() {
    return stride(dimension);
  }

  @Override
  public long rowBytes() {
    return stride();
  }

  /** Component i of a row, 0..255. */
  public int component(int row, int i) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, row * rowBytes() + i));
  }
}
