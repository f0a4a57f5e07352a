package io.dunlin.bench.datasets;

import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Off-heap rows while they are filled. Different threads may set different rows; the memory lives
 * as long as this table or a view of it is reachable.
 */
final class RowTable {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long CACHE_LINE = 64;

  private final MemorySegment data;
  private final int dimension;
  private final int count;

  RowTable(int count, int dimension) {
    this.data =
        Arena.ofAuto().allocate(Math.max(1, (long) count * dimension * Float.BYTES), CACHE_LINE);
    this.dimension = dimension;
    this.count = count;
  }

  void set(int row, float[] vector) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "row " + row + " has " + vector.length + " components, not " + dimension);
    }
    MemorySegment.copy(vector, 0, data, FLOAT, (long) row * dimension * Float.BYTES, dimension);
  }

  VectorRows rows() {
    return new VectorRows(data, dimension, count);
  }
}
