package io.dunlin.persistence.fieldindex;

import static io.dunlin.persistence.fieldindex.FieldSections.INT;
import static io.dunlin.persistence.fieldindex.FieldSections.LONG;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import java.util.function.LongToIntFunction;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * The values at a path as numbers (see {@link FieldNumbers}), sorted, each with its row. Immutable.
 */
public final class ColumnIndex {
  private final MemorySegment numbers;
  private final MemorySegment rows;
  private final int size;

  ColumnIndex(MemorySegment numbers, MemorySegment rows) {
    this.numbers = numbers;
    this.rows = rows;
    this.size = (int) (rows.byteSize() / Integer.BYTES);
  }

  /** Values, each counted as often as it occurs. */
  public int size() {
    return size;
  }

  public long number(int place) {
    return numbers.getAtIndex(LONG, place);
  }

  public int row(int place) {
    return rows.getAtIndex(INT, place);
  }

  /**
   * Rows with a number for which {@code side} says 0.
   *
   * @param side negative for what lies below what is wanted, positive for what lies above
   * @param total rows of the segment
   */
  ImmutableRoaringBitmap rowsWithin(LongToIntFunction side, int total) {
    int from = first(number -> side.applyAsInt(number) >= 0);
    int to = first(number -> side.applyAsInt(number) > 0);
    int[] found = new int[to - from];
    MemorySegment.copy(rows, INT, (long) from * Integer.BYTES, found, 0, found.length);
    return RowSets.of(found, found.length, total);
  }

  /** The first place whose number passes; all after it have to pass, too. */
  public int first(LongPredicate passes) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (passes.test(number(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
