package io.dunlin.index.search;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The k best (score, row) pairs offered so far, in a heap with the worst on top. Reused: it
 * allocates only when k grows beyond all it has seen. For one thread.
 */
public final class TopK {
  /** Decides between rows of equal score: negative when {@code a} comes first. */
  public interface RowOrder {
    int compare(int a, int b);
  }

  private long[] heap = new long[16];
  private int size;
  private int k;
  private @Nullable RowOrder ties;

  public TopK() {}

  /** Makes it empty for the best {@code k}; equal scores are settled by {@code ties}. */
  public void reset(int k, RowOrder ties) {
    reset(k);
    this.ties = ties;
  }

  /** By row number, for tables whose rows are sorted by id. */
  public void reset(int k) {
    if (k < 0) {
      throw new IllegalArgumentException("k is negative: " + k);
    }
    this.k = k;
    this.size = 0;
    this.ties = null;
  }

  public int k() {
    return k;
  }

  public int size() {
    return size;
  }

  /** Whether {@code offer} would take the pair. */
  public boolean admits(float score, int row) {
    return size < k || (k > 0 && better(ScoredRow.of(score, row), heap[0]));
  }

  /** Takes the pair if it is among the k best so far, and says whether. */
  public boolean offer(float score, int row) {
    long pair = ScoredRow.of(score, row);
    if (size < k) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, (int) Math.min(k, 2L * size));
      }
      siftUp(size++, pair);
      return true;
    }
    if (k == 0 || !better(pair, heap[0])) {
      return false;
    }
    siftDown(pair, size);
    return true;
  }

  /** The k-th best score so far, or negative infinity while there are fewer than k. */
  public float worst() {
    return size < k || k == 0 ? Float.NEGATIVE_INFINITY : ScoredRow.score(heap[0]);
  }

  /**
   * Puts the results in order, best first; then {@link #row} and {@link #score} may be asked until
   * the next reset. Nothing may be offered in between.
   */
  public void sort() {
    for (int end = size - 1; end > 0; end--) {
      long worst = heap[0];
      siftDown(heap[end], end);
      heap[end] = worst;
    }
  }

  public int row(int rank) {
    return ScoredRow.row(heap[rank]);
  }

  public float score(int rank) {
    return ScoredRow.score(heap[rank]);
  }

  private boolean better(long a, long b) {
    RowOrder order = ties;
    if (order != null && (a >> 32) == (b >> 32)) {
      return order.compare(ScoredRow.row(a), ScoredRow.row(b)) < 0;
    }
    return a > b;
  }

  private void siftUp(int hole, long pair) {
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!better(heap[parent], pair)) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = pair;
  }

  /** Puts {@code pair} in the place of the worst, within the first {@code end} entries. */
  private void siftDown(long pair, int end) {
    int hole = 0;
    for (int child = 1; child < end; child = 2 * hole + 1) {
      if (child + 1 < end && better(heap[child], heap[child + 1])) {
        child++;
      }
      if (!better(pair, heap[child])) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = pair;
  }
}
