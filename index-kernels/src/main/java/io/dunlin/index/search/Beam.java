package io.dunlin.index.search;

import java.util.Arrays;

/**
 * The best rows that a search has heard of, best first, by estimated score: those still to be
 * visited and those that were. The search is over when all of them were visited. A row can be heard
 * of several times, with different estimates; it is visited once. For one thread.
 *
 * <p>An entry is a {@link ScoredRow}, whose bit 31 is set until it was visited. Kernels write
 * entries themselves, so the arrays can be seen from outside.
 */
public final class Beam {
  /** Set in an entry that was not visited. */
  private static final long FRESH = 0x8000_0000L;

  private static final int SIZE = 0;
  private static final int FIRST = 1;

  private long[] entries = new long[0];
  private int capacity;
  private final int[] state = new int[2];
  private final RowSet visited = new RowSet();
  private final int[] sums = new int[32];
  private final short[] pairs = new short[32];

  Beam() {}

  /** Makes it empty for the best {@code width}. */
  public void reset(int width) {
    if (entries.length < width) {
      entries = new long[width];
    }
    capacity = width;
    Arrays.fill(state, 0);
    visited.clear(4 * width);
  }

  /** Takes a row that was not visited, if its score is finite and among the best. */
  public void offer(float score, int row) {
    long entry = ScoredRow.of(score, row);
    if (!(score > Float.NEGATIVE_INFINITY)
        || (state[SIZE] == capacity && entry <= entries[capacity - 1])
        || visited.contains(row)) {
      return;
    }
    int at = placeOf(entry);
    if (state[SIZE] < capacity) {
      state[SIZE]++;
    }
    System.arraycopy(entries, at, entries, at + 1, state[SIZE] - 1 - at);
    entries[at] = entry;
    state[FIRST] = Math.min(state[FIRST], at);
  }

  /** Behind all that are at least as good. */
  private int placeOf(long entry) {
    int from = 0;
    int to = state[SIZE];
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (entries[middle] >= entry) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The best row that was not visited, which it now is; -1 when there is none left. */
  public int visitNext() {
    int at = state[FIRST];
    int size = state[SIZE];
    while (at < size) {
      long entry = entries[at];
      entries[at++] = entry & ~FRESH;
      if ((entry & FRESH) != 0 && visited.add(ScoredRow.row(entry))) {
        state[FIRST] = at;
        return ScoredRow.row(entry);
      }
    }
    state[FIRST] = size;
    return -1;
  }

  /** The best score that the beam holds for a row, NaN where it holds none. */
  public float scoreOf(int row) {
    for (int i = 0; i < state[SIZE]; i++) {
      if (ScoredRow.row(entries[i] | FRESH) == row) {
        return ScoredRow.score(entries[i]);
      }
    }
    return Float.NaN;
  }

  /** How many entries it keeps at most. */
  public int capacity() {
    return capacity;
  }

  /** Best first. */
  public long[] entries() {
    return entries;
  }

  /** How many entries there are, and the place before which all were visited. */
  public int[] state() {
    return state;
  }

  public RowSet visited() {
    return visited;
  }

  /** Room for the kernels' sums over 32 codes. */
  public int[] sums() {
    return sums;
  }

  /** More such room. */
  public short[] pairs() {
    return pairs;
  }
}
