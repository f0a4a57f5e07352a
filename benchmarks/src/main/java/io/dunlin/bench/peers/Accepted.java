package io.dunlin.bench.peers;

import io.dunlin.index.RowFilter;
import java.util.BitSet;

/** A bitmap as Dunlin's filter. */
record Accepted(BitSet rows, int count) implements RowFilter {
  Accepted(BitSet rows) {
    this(rows, rows.cardinality());
  }

  @Override
  public boolean accepts(int row) {
    return rows.get(row);
  }

  @Override
  public int estimate() {
    return count;
  }

  @Override
  public int nextAccepted(int from, int end) {
    int row = rows.nextSetBit(from);
    return row < 0 ? end : Math.min(row, end);
  }
}
