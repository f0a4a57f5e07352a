package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of vectors, one after the other: row r starts at byte {@code r * rowBytes()}. An immutable
 * view; whoever owns {@code data} keeps it alive while views are in use. A growing table publishes
 * a new view for more rows.
 *
 * <p>The data is always off heap (native or mapped). Heap segments are refused because a third
 * class of segments in the kernels' loops would make the compiler give up inlining their loads,
 * which costs a hundredfold and allocates.
 *
 * @param data at least {@code count} rows, native or mapped
 * @param type how a component is stored
 * @param dimension components of a vector, 1..65536
 * @param count rows that may be read
 */
public record VectorRows(MemorySegment data, ComponentType type, int dimension, int count)
    implements RowBytes {
  /** How a component of {@link ComponentType#FLOAT32} is stored. */
  public static final ValueLayout.OfFloat COMPONENT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The longest vector. */
  public static final int MAX_DIMENSION = 65_536;

  public VectorRows {
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "dimension " + dimension + " is not within 1.." + MAX_DIMENSION);
    }
    if (count < 0 || data.byteSize() < count * type.rowBytes(dimension)) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d rows of %d components of %s"
              .formatted(data.byteSize(), count, dimension, type));
    }
    if (!data.isNative()) {
      throw new IllegalArgumentException("vector rows must be off heap");
    }
  }

  /** Rows of float32. */
  public VectorRows(MemorySegment data, int dimension, int count) {
    this(data, ComponentType.FLOAT32, dimension, count);
  }

  @Override
  public long rowBytes() {
    return type.rowBytes(dimension);
  }

  /** Byte offset of a row. */
  public long offset(int row) {
    return row * rowBytes();
  }

  /** Copies a row into {@code target}. */
  public void read(int row, float[] target) {
    type.read(data, offset(row), target, dimension);
  }

  /**
   * Does nothing for a query of the right length.
   *
   * @throws IllegalArgumentException for one with another dimension than the rows
   */
  public void requireDimension(float[] query) {
    if (query.length != dimension) {
      throw new IllegalArgumentException(
          "the query has %d dimensions, the rows have %d".formatted(query.length, dimension));
    }
  }
}
