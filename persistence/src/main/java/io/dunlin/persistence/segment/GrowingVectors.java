package io.dunlin.persistence.segment;

import io.dunlin.index.memory.VectorRows;
import io.dunlin.persistence.model.VectorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One vector of a growing segment: its rows side by side in off-heap memory that doubles, and which
 * rows lack it (those are zero).
 *
 * <p>One thread appends; any thread may read the rows below a count that it got from a safely
 * published slice. A view made before the memory doubled stays good until the arena closes: all
 * that doubling left behind is together no larger than the memory in use.
 */
final class GrowingVectors {
  private static final long FIRST_BYTES = 64 * 1024;
  private static final long ALIGNMENT = 64;
  private static final int[] NOT_ONE = {};

  private final VectorSpec spec;
  private final long rowBytes;
  private final Arena arena;
  private volatile MemorySegment memory;

  /** A bit a row that lacks the vector; rows beyond its end have it. */
  private volatile int[] absent = NOT_ONE;

  GrowingVectors(VectorSpec spec, Arena arena) {
    this.spec = spec;
    this.arena = arena;
    rowBytes = spec.rowBytes();
    memory = arena.allocate(Math.max(FIRST_BYTES, rowBytes), ALIGNMENT);
  }

  VectorSpec spec() {
    return spec;
  }

  /** Writes the next row; {@code row} is the number of rows so far. */
  void append(int row, float @Nullable [] vector) {
    long offset = row * rowBytes;
    MemorySegment target = memory;
    if (offset + rowBytes > target.byteSize()) {
      target = arena.allocate(2 * target.byteSize(), ALIGNMENT).copyFrom(target);
      memory = target;
    }
    if (vector == null) {
      markAbsent(row);
    } else {
      spec.componentType().write(vector, target, offset);
    }
  }

  private void markAbsent(int row) {
    int word = row >>> 5;
    int[] bits = absent;
    if (word >= bits.length) {
      bits = Arrays.copyOf(bits, Math.max(word + 1, 2 * bits.length));
      absent = bits;
    }
    bits[word] |= 1 << row;
  }

  boolean has(int row) {
    int[] bits = absent;
    int word = row >>> 5;
    return word >= bits.length || (bits[word] >>> row & 1) == 0;
  }

  /** False once any row lacks the vector. */
  boolean hasAll() {
    return absent.length == 0;
  }

  VectorRows rows(int count) {
    return new VectorRows(memory, spec.componentType(), spec.size(), count);
  }
}
