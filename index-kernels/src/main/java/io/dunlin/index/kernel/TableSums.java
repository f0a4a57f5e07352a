package io.dunlin.index.kernel;

import io.dunlin.index.memory.CodeRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sums of table entries over the digits of a code, in the order of {@link ScalarKernels}: an entry
 * is added to its lane as a product would be.
 */
final class TableSums {
  /** Entries of a table. */
  private static final int ENTRIES = 256;

  private static final int LANES = ScalarKernels.LANES;
  private static final int GROUP = ScalarKernels.GROUP;

  private TableSums() {}

  static float sum(float[] tables, CodeRows codes, int row) {
    MemorySegment data = codes.data();
    long at = codes.offset(row);
    int digits = codes.digits();
    int whole = digits & -LANES;
    float sum = 0f;
    for (int first = 0; first < LANES && whole > 0; first += GROUP) {
      sum += group(tables, data, at, first, 0, whole);
    }
    for (int first = digits - LANES; whole < digits && first < digits; first += GROUP) {
      sum += group(tables, data, at, first, whole, digits);
    }
    return sum;
  }

  private static float group(
      float[] tables, MemorySegment data, long at, int first, int from, int to) {
    return (lane(tables, data, at, first, from, to) + lane(tables, data, at, first + 2, from, to))
        + (lane(tables, data, at, first + 1, from, to)
            + lane(tables, data, at, first + 3, from, to));
  }

  private static float lane(
      float[] tables, MemorySegment data, long at, int start, int from, int to) {
    float sum = 0f;
    for (int i = start; i >= from && i < to; i += LANES) {
      int digit = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at + i));
      sum += tables[i * ENTRIES + digit];
    }
    return sum;
  }

  static void requireTables(float[] tables, CodeRows codes) {
    if (tables.length < (long) codes.digits() * ENTRIES) {
      throw new IllegalArgumentException(
          "%d entries are no tables for %d digits".formatted(tables.length, codes.digits()));
    }
  }
}
