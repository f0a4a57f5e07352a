package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of codes of one, two or four bits a component, each with two numbers that make a score of a
 * sum: an addend and a factor. An immutable view; whoever owns {@code data} keeps it alive while
 * views are in use.
 *
 * <p>Sixteen bytes hold the codes of {@code 16 * 8 / bits} components: byte j holds those of the
 * components j, 16 + j, 32 + j and so on, the first in the lowest bits, so that shifting all bytes
 * at once gives the codes of sixteen neighbouring components. Behind a row's codes stand its addend
 * and its factor, little-endian floats.
 *
 * @param data off heap; row r stands at byte {@code r * stride(dimension, bits)}
 * @param dimension components of a row
 * @param count rows that may be read
 * @param bits of a component: 1, 2 or 4
 */
public record PackedRows(MemorySegment data, int dimension, int count, int bits)
    implements RowBytes {
  private static final int TOGETHER = 16;
  private static final int NUMBERS_BYTES = 2 * Float.BYTES;

  public PackedRows {
    if (bits != 1 && bits != 2 && bits != 4) {
      throw new IllegalArgumentException("codes have 1, 2 or 4 bits, not " + bits);
    }
    if (dimension < 1 || dimension > VectorRows.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "dimension " + dimension + " is not within 1.." + VectorRows.MAX_DIMENSION);
    }
    if (count < 0 || data.byteSize() < count * stride(dimension, bits) || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d rows of %d bytes off heap"
              .formatted(data.byteSize(), count, stride(dimension, bits)));
    }
  }

  /** Components that a row of so many has with the zeros behind them; queries are as long. */
  public static int padded(int dimension, int bits) {
    int together = TOGETHER * Byte.SIZE / bits;
    return (dimension + together - 1) / together * together;
  }

  /** Bytes of a row. */
  public static long stride(int dimension, int bits) {
    return codeBytes(dimension, bits) + NUMBERS_BYTES;
  }

  private static long codeBytes(int dimension, int bits) {
    return (long) padded(dimension, bits) * bits / Byte.SIZE;
  }

  /** Components of a row with the zeros behind them. */
  public int padded() {
    return padded(dimension, bits);
  }

  @Override
  public long rowBytes() {
    return stride(dimension, bits);
  }

  /** Byte offset of a row's addend, before which its codes end. */
  public long numbersAt(int row) {
    return row * rowBytes() + codeBytes(dimension, bits);
  }

  public float addend(int row) {
    return data.get(VectorRows.COMPONENT, numbersAt(row));
  }

  public float factor(int row) {
    return data.get(VectorRows.COMPONENT, numbersAt(row) + Float.BYTES);
  }

  /** Component i of a row, below two to the power of the bits. */
  public int component(int row, int i) {
    int together = data.get(ValueLayout.JAVA_BYTE, byteAt(row, i));
    return together >> shift(i) & (1 << bits) - 1;
  }

  /** Writes a row, whose codes are zero yet. */
  public void write(int row, byte[] codes, float addend, float factor) {
    for (int i = 0; i < dimension; i++) {
      int before = data.get(ValueLayout.JAVA_BYTE, byteAt(row, i));
      data.set(ValueLayout.JAVA_BYTE, byteAt(row, i), (byte) (before | codes[i] << shift(i)));
    }
    data.set(VectorRows.COMPONENT, numbersAt(row), addend);
    data.set(VectorRows.COMPONENT, numbersAt(row) + Float.BYTES, factor);
  }

  private long byteAt(int row, int i) {
    int together = TOGETHER * Byte.SIZE / bits;
    return row * rowBytes() + (long) (i / together) * TOGETHER + i % TOGETHER;
  }

  private int shift(int i) {
    return i / TOGETHER % (Byte.SIZE / bits) * bits;
  }
}
