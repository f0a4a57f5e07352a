package io.dunlin.index;

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
