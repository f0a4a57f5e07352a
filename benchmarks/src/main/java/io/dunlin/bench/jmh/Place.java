package io.dunlin.bench.jmh;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Where the rows are that a benchmark reads: in a table far larger than any cache, where memory
 * decides, or in one that fits into the second level, where arithmetic does.
 */
public enum Place {
  /** Rows and lists fit together. */
  CACHE(256L << 10, 1 << 6),
  /** The lists name so many rows that none is in cache when it comes again. */
  MEMORY(1L << 30, 1 << 14);

  /** About the links of one node on the ground layer. */
  static final int ROWS_PER_LIST = 32;

  private final long bytes;
  private final int lists;

  Place(long bytes, int lists) {
    this.bytes = bytes;
    this.lists = lists;
  }

  /** Rows of so many bytes that the table holds. */
  int rows(long rowBytes) {
    return Math.toIntExact(bytes / rowBytes);
  }

  /** Lists of row numbers drawn beforehand. */
  int[][] lists(RandomGenerator random, int rows) {
    int[][] drawn = new int[lists][];
    Arrays.setAll(drawn, _ -> random.ints(ROWS_PER_LIST, 0, rows).toArray());
    return drawn;
  }
}
