package io.dunlin.index;

import java.util.BitSet;

/** The rows of a bitmap that a filter accepts: those that have a vector, and may be returned. */
record WithinRows(BitSet rows, RowFilter filter) implements RowFilter {
  @Override
  public boolean accepts(int row) {
    return rows.get(row) && filter.accepts(row);
  }

  @Override
  public int estimate() {
    return filter.estimate();
  }

  @Override
  public int nextAccepted(int from, int end) {
    int row = filter.nextAccepted(from, end);
    while (row < end && !rows.get(row)) {
      row = filter.nextAccepted(row + 1, end);
    }
    return row;
  }
}
