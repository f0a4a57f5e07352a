package io.dunlin.index.search;

import io.dunlin.index.memory.CodeBlocks;
import java.util.Arrays;

/**
 * The rows that looked best in a scan by estimated scores, in no order. A scan appends all that are
 * no worse than the {@link #threshold}; when there are many more than wanted, the best are kept and
 * the worst of them becomes the threshold. So a row costs no walk through a heap, however many are
 * wanted. For one thread.
 */
public final class CandidatePool {
  private static final int SIZE = 0;
  private static final int TOGETHER = CodeBlocks.TOGETHER;

  /** With so few more than wanted, selecting costs more than a better threshold saves. */
  private static final int LEAST_SURPLUS = 32;

  private long[] entries = new long[256];
  private final int[] state = new int[1];
  private final int[] sums = new int[TOGETHER];
  private final short[] pairs = new short[TOGETHER];
  private int wanted;
  private float threshold;

  /** The worst that was kept when others were dropped. */
  private long worst;

  /** Entries that are no worse were here before. */
  private long limit;

  CandidatePool() {}

  /** Makes it empty for the best {@code wanted}, 1 or more. */
  public void reset(int wanted) {
    this.wanted = wanted;
    this.threshold = Float.NEGATIVE_INFINITY;
    this.limit = Long.MAX_VALUE;
    this.worst = Long.MIN_VALUE;
    this.state[SIZE] = 0;
  }

  /**
   * Makes it empty for the best {@code wanted} of those that were dropped since it was reset last,
   * if they are no worse than {@code least}.
   */
  public void resetToDropped(int wantedOfThem, float least) {
    wanted = wantedOfThem;
    threshold = least;
    limit = worst;
    state[SIZE] = 0;
  }

  /** Whether an entry is none of those that were kept before. */
  public boolean isNew(int i) {
    return entries[i] < limit;
  }

  public int wanted() {
    return wanted;
  }

  public int size() {
    return state[SIZE];
  }

  /** Rows with worse scores are not among the best wanted. */
  public float threshold() {
    return threshold;
  }

  /** Makes room for so many more. */
  public void reserve(int more) {
    int needed = state[SIZE] + more;
    if (entries.length < needed) {
      entries = Arrays.copyOf(entries, Math.max(needed, 2 * entries.length));
    }
  }

  /** Appends the row unless its score is worse than the threshold; there must be room. */
  public void offer(float score, int row) {
    if (!(score < threshold)) {
      entries[state[SIZE]++] = ScoredRow.of(score, row);
    }
  }

  /** Moves an entry to a place further in front, whose own is lost. */
  public void move(int from, int to) {
    entries[to] = entries[from];
  }

  /** Drops all entries from {@code size} on. */
  public void cut(int size) {
    state[SIZE] = size;
  }

  /** Raises the threshold where many more than wanted were appended, or where there is none yet. */
  public void tighten() {
    int surplus = state[SIZE] - wanted;
    boolean isFirst = threshold == Float.NEGATIVE_INFINITY;
    if (surplus >= Math.max(LEAST_SURPLUS, wanted) || (isFirst && surplus >= 0)) {
      keepBest();
    }
  }

  /** Drops all but the best wanted. */
  public void keepBest() {
    if (state[SIZE] >= wanted) {
      worst = select(0, wanted);
      state[SIZE] = wanted;
      threshold = ScoredRow.score(worst);
    }
  }

  /** How many of the entries from {@code from} on are no worse than {@code least}. */
  public int countFrom(int from, float least) {
    int count = 0;
    for (int i = from; i < state[SIZE]; i++) {
      count += score(i) < least ? 0 : 1;
    }
    return count;
  }

  /**
   * Moves the best {@code count} of the entries from {@code from} on before the others: quickselect
   * (Hoare, "Algorithm 65: find", 1961).
   *
   * @param count 1 or more
   * @return the worst of them
   */
  public long select(int from, int count) {
    int last = from + count - 1;
    int low = from;
    int high = state[SIZE];
    while (high - low > 1) {
      int middle = partition(low, high);
      if (middle == last) {
        return entries[middle];
      }
      low = last > middle ? middle + 1 : low;
      high = last > middle ? high : middle;
    }
    return entries[last];
  }

  /**
   * Moves greater entries before a pivot and others behind it, and says where it ends up. No branch
   * depends on which of two entries is greater: it could not be foretold.
   */
  private int partition(int low, int high) {
    movePivotTo(low, high);
    long pivot = entries[low];
    int end = low + 1;
    for (int i = end; i < high; i++) {
      long entry = entries[i];
      entries[i] = entries[end];
      entries[end] = entry;
      end += oneIfLess(pivot, entry);
    }
    int place = end - 1;
    entries[low] = entries[place];
    entries[place] = pivot;
    return place;
  }

  /** The median of three comes first. */
  private void movePivotTo(int low, int high) {
    int middle = (low + high) >>> 1;
    long a = entries[low];
    long b = entries[middle];
    long c = entries[high - 1];
    long median = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    int at = median == a ? low : median == b ? middle : high - 1;
    entries[at] = a;
    entries[low] = median;
  }

  /** A comparison that is never compiled to a branch (Warren, "Hacker's Delight", 2-12). */
  private static int oneIfLess(long a, long b) {
    return (int) (((a & ~b) | (~(a ^ b) & (a - b))) >>> (Long.SIZE - 1));
  }

  public int row(int i) {
    return ScoredRow.row(entries[i]);
  }

  public float score(int i) {
    return ScoredRow.score(entries[i]);
  }

  /** Scores and rows as {@code ScoredRow} lays them out, for kernels to append to. */
  public long[] entries() {
    return entries;
  }

  /** One number, for kernels to raise: how many entries there are. */
  public int[] state() {
    return state;
  }

  /** Room for the sums of a block. */
  public int[] sums() {
    return sums;
  }

  /** Room for a block's sums as they are in vectors. */
  public short[] pairs() {
    return pairs;
  }
}
