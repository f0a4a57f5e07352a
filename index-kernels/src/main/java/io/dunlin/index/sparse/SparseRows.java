package io.dunlin.index.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of sparse vectors, one after the other, little endian. An immutable view; whoever owns the
 * memory keeps it alive while views are in use. A growing table publishes a new view for more rows.
 *
 * @param offsets 8 bytes a row and one more: the number of the row's first entry
 * @param entries 8 bytes each: a dimension, unsigned, and the component there, float32; those of a
 *     row ascend by dimension, none twice
 * @param count rows that may be read
 */
public record SparseRows(MemorySegment offsets, MemorySegment entries, int count) {
  /** Bytes of an entry. */
  public static final int ENTRY_BYTES = 8;

  private static final ValueLayout.OfLong OFFSET =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt DIMENSION =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat COMPONENT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public SparseRows {
    if (count < 0 || offsets.byteSize() < (count + 1L) * Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes do not hold where %d rows start".formatted(offsets.byteSize(), count));
    }
    if (entries.byteSize() < offsets.get(OFFSET, count * (long) Long.BYTES) * ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes do not hold the entries of %d rows".formatted(entries.byteSize(), count));
    }
  }

  /** Says where a row's first entry is, in memory that will be {@link #offsets}. */
  public static void setFirst(MemorySegment offsets, int row, long entry) {
    offsets.set(OFFSET, row * (long) Long.BYTES, entry);
  }

  /** Writes a vector from an entry on, in memory that will be {@link #entries}. */
  public static void write(
      MemorySegment entries, long first, int[] dimensions, float[] components) {
    for (int i = 0; i < dimensions.length; i++) {
      long at = (first + i) * ENTRY_BYTES;
      entries.set(DIMENSION, at, dimensions[i]);
      entries.set(COMPONENT, at + Integer.BYTES, components[i]);
    }
  }

  /** The row's first entry. */
  public long first(int row) {
    return offsets.get(OFFSET, row * (long) Long.BYTES);
  }

  /** Behind the row's last entry. */
  public long end(int row) {
    return first(row + 1);
  }

  /** Components of a row. */
  public int length(int row) {
    return (int) (end(row) - first(row));
  }

  /** Components of all rows together. */
  public long size() {
    return first(count);
  }

  /** Copies a row into arrays that are as long as it. */
  public void read(int row, int[] dimensions, float[] components) {
    long first = first(row);
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = dimension(first + i);
      components[i] = component(first + i);
    }
  }

  int dimension(long entry) {
    return entries.get(DIMENSION, entry * ENTRY_BYTES);
  }

  float component(long entry) {
    return entries.get(COMPONENT, entry * ENTRY_BYTES + Integer.BYTES);
  }
}
