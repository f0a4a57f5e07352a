package io.dunlin.index.search;

import java.util.Arrays;

/**
 * A small set of rows in an open-addressing table with linear probing: row r is looked for from
 * place {@code (r * MULTIPLIER) >>> (32 - bits)} on. As it is small, it stays in the nearest cache,
 * where a table of a byte for every row would not. For one thread.
 */
public final class RowSet {
  /** The golden ratio's 32 bits (Knuth, "The Art of Computer Programming", section 6.4). */
  public static final int MULTIPLIER = 0x9E37_79B9;

  private static final int EMPTY = -1;
  private static final int FEWEST_BITS = 6;

  private int[] table = new int[0];
  private int bits;
  private int size;

  RowSet() {}

  /** Makes it empty, with room for {@code expected} rows before it has to grow. */
  void clear(int expected) {
    resize(Math.max(FEWEST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(expected)));
  }

  private void resize(int newBits) {
    bits = newBits;
    size = 0;
    if (table.length < 1 << bits) {
      table = new int[1 << bits];
    }
    Arrays.fill(table, 0, 1 << bits, EMPTY);
  }

  boolean contains(int row) {
    return table[placeOf(row)] == row;
  }

  /** Adds the row; true if it was not there. */
  boolean add(int row) {
    int place = placeOf(row);
    if (table[place] == row) {
      return false;
    }
    table[place] = row;
    if (++size > 1 << (bits - 1)) {
      grow();
    }
    return true;
  }

  private int placeOf(int row) {
    int place = (row * MULTIPLIER) >>> (Integer.SIZE - bits);
    while (table[place] != row && table[place] != EMPTY) {
      place = (place + 1) & ((1 << bits) - 1);
    }
    return place;
  }

  private void grow() {
    int[] before = Arrays.copyOf(table, 1 << bits);
    resize(bits + 1);
    for (int row : before) {
      if (row != EMPTY) {
        table[placeOf(row)] = row;
        size++;
      }
    }
  }

  /** The table, for kernels to look into. */
  public int[] table() {
    return table;
  }

  /** The table has two to the power of this many places. */
  public int bits() {
    return bits;
  }
}
