package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;

/**
 * Rows of little-endian float32 vectors, one after the other without padding: row r, component i
 * stands at byte {@code (r * dimension + i) * 4}. An immutable view; whoever owns {@code data}
 * keeps it alive while views are in use. A growing table publishes a new view for more rows.
 *
 * @param data at least {@code count * dimension * 4} bytes
 * @param dimension components of a vector, 1..65536
 * @param count rows that may be read
 */
public record VectorRows(MemorySegment data, int dimension, int count) {
  /** Byte offset of a row. */
  public long offset(int row) {
    return (long) row * dimension * Float.BYTES;
  }

  /** Copies a row into {@code target}. */
  public void read(int row, float[] target) {
    MemorySegment.copy(
        data,
        java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
            java.nio.ByteOrder.LITTLE_ENDIAN),
        offset(row),
        target,
        0,
        dimension);
  }
}
