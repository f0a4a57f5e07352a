package io.dunlin.index.search;

/** The k best (score, row) pairs offered so far. See the index-kernels design. STUB. */
public final class TopK {
  /** Decides between rows of equal score: negative when {@code a} comes first. */
  public interface RowOrder {
    int compare(int a, int b);
  }

  public TopK() {}

  /** Makes it empty for the best {@code k}; equal scores are settled by {@code ties}. */
  public void reset(int k, RowOrder ties) {}

  /** By row number, for tables whose rows are sorted by id. */
  public void reset(int k) {}

  public int k() {
    return 0;
  }

  public int size() {
    return 0;
  }

  public boolean offer(float score, int row) {
    return false;
  }

  /** The k-th best score so far, or negative infinity while there are fewer than k. */
  public float worst() {
    return 0;
  }

  /**
   * Puts the results in order, best first; then {@link #row} and {@link #score} may be asked until
   * the next reset.
   */
  public void sort() {}

  public int row(int rank) {
    return 0;
  }

  public float score(int rank) {
    return 0;
  }
}
