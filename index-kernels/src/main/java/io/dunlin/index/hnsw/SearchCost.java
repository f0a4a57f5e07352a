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
   * Scores that a walk may compute: as many as a scan would, plus the share that an unfiltered walk
   * has for free. So a walk that ends in a scan costs at most about twice the scan.
   */
  static long walkBudget(int accepted, int rows) {
    return accepted >= rows ? Long.MAX_VALUE : accepted;
  }
}
