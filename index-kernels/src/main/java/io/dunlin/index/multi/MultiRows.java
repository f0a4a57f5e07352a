package io.dunlin.index.multi;

import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of several vectors each, which lie side by side. An immutable view; whoever owns the memory
 * keeps it alive while views are in use. A growing table publishes a new view for more rows.
 *
 * @param vectors of all rows
 * @param offsets 8 bytes a row and one more, little endian: the row's first vector; a row that has
 *     none lacks the multivector
 * @param count rows that may be read
 */
public record MultiRows(VectorRows vectors, MemorySegment offsets, int count) {
  private static final ValueLayout.OfLong OFFSET =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public MultiRows {
    if (count < 0 || offsets.byteSize() < (count + 1L) * Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes do not hold where %d rows start".formatted(offsets.byteSize(), count));
    }
    if (first(offsets, count) > vectors.count()) {
      throw new IllegalArgumentException(
          "%d vectors are fewer than those of %d rows".formatted(vectors.count(), count));
    }
  }

  /** Says where a row's first vector is, in memory that will be {@link #offsets}. */
  public static void setFirst(MemorySegment offsets, int row, int vector) {
    offsets.set(OFFSET, row * (long) Long.BYTES, vector);
  }

  /** How many vectors the first {@code rows} rows have together. */
  public static long first(MemorySegment offsets, int rows) {
    return offsets.get(OFFSET, rows * (long) Long.BYTES);
  }

  /** The row's first vector. */
  public int first(int row) {
    return (int) first(offsets, row);
  }

  /** How many vectors the row has. */
  public int length(int row) {
    return first(row + 1) - first(row);
  }

  /** Copies the row's vectors, side by side. */
  public float[] read(int row) {
    float[] components = new float[length(row) * vectors.dimension()];
    float[] one = new float[vectors.dimension()];
    for (int i = 0; i < length(row); i++) {
      vectors.read(first(row) + i, one);
      System.arraycopy(one, 0, components, i * one.length, one.length);
    }
    return components;
  }
}
