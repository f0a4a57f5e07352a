package io.dunlin.index;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of an index may be returned. Asked from one thread at a time; an implementation may
 * evaluate lazily and remember, so an instance belongs to one search.
 */
public interface RowFilter {
  /** Whether {@code row} may be returned. */
  boolean accepts(int row);

  /**
   * About how many rows are accepted: what the planner chooses by. Zero is a promise that there is
   * none.
   */
  int estimate();

  /**
   * The first accepted row of {@code from <= row < end}, else {@code end}. Bitmaps override it, to
   * jump over what they do not hold.
   */
  default int nextAccepted(int from, int end) {
    int row = from;
    while (row < end && !accepts(row)) {
      row++;
    }
    return row;
  }

  /**
   * Writes the first accepted rows of {@code from <= row < end}, at most {@code most}, to the front
   * of {@code rows} and says how many: fewer than that if there are no more. Bitmaps override it,
   * to go through them word by word.
   */
  default int gather(int from, int end, int[] rows, int most) {
    int count = 0;
    int row = nextAccepted(from, end);
    while (row < end && count < most) {
      rows[count++] = row;
      row = count < most ? nextAccepted(row + 1, end) : end;
    }
    return count;
  }

  /**
   * A bit for each row, set if it is accepted, 64 rows in each little-endian word; the same segment
   * at every call. Kernels look at it where there is one.
   */
  default @Nullable MemorySegment words() {
    return null;
  }

  /** The same for those of its rows that are in {@code rows}, which is not copied. */
  default RowFilter within(BitSet rows) {
    return new WithinRows(rows, this);
  }

  /**
   * Accepts the rows of a bitmap, which is copied.
   *
   * @param size of the table
   */
  static RowFilter of(BitSet rows, int size) {
    return new BitmapFilter(rows, size);
  }

  /** Accepts each of {@code rows} rows. */
  static RowFilter all(int rows) {
    return new RowFilter() {
      @Override
      public boolean accepts(int row) {
        return true;
      }

      @Override
      public int estimate() {
        return rows;
      }
    };
  }
}
