package io.dunlin.index.hnsw;

/**
 * When a scan of the accepted rows is cheaper than a walk. A walk that wants ef results scores
 * about ef log2(n) rows, and more the fewer of those it meets are accepted.
 */
final class SearchCost {
  private SearchCost() {}

  /** With at most so many accepted of {@code rows}, a scan is the shorter way. */
  static long scanBelow(int ef, int rows) {
    return (long) ef * (Integer.SIZE - Integer.numberOfLeadingZeros(rows));
  }

  /**
   * Scores that a filtered walk may compute: as many as the scan would, so that a walk that ends in
   * a scan costs at most about twice the scan. Where all rows are accepted there is no limit.
   */
  static long walkBudget(int accepted, int rows) {
    return accepted >= rows ? Long.MAX_VALUE : accepted;
  }
}
