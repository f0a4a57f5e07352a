package io.dunlin.index.hnsw;

/**
 * When a scan of the accepted rows is cheaper than a walk. A walk that wants ef results scores
 * about ef log2(n) rows where all are accepted, and n / accepted times as many where fewer are.
 */
final class SearchCost {
  /** What a score costs in a walk, with its jumps and its bookkeeping, in scores of a scan. */
  private static final double WALK_PER_SCAN = 1.5;

  private SearchCost() {}

  /**
   * With at most so many accepted of {@code rows}, a scan is the shorter way: where accepted is the
   * cost of a walk, ef log2(n) n / accepted.
   */
  static long scanBelow(int ef, int rows) {
    int log = Integer.SIZE - Integer.numberOfLeadingZeros(rows);
    return (long) Math.sqrt(WALK_PER_SCAN * ef * log * rows);
  }

  /**
   * Scores that a filtered walk may compute: as many as the scan would, so that a walk that ends in
   * a scan costs at most about two and a half scans. Where all rows are accepted there is no limit.
   */
  static long walkBudget(int accepted, int rows) {
    return accepted >= rows ? Long.MAX_VALUE : accepted;
  }
}
