package io.dunlin.index.hnsw;

/**
 * When a scan of the accepted rows is cheaper than a walk, and which walk is. A walk scores about
 * ef log2(n) rows where all are accepted. One that goes through refused rows scores n / accepted
 * times as many; one that steps over them does not, but looks at the links of links.
 */
final class SearchCost {
  /** What a score costs in a walk, with its jumps and its bookkeeping, in scores of a scan. */
  private static final double WALK_PER_SCAN = 1.5;

  /** The same in a walk that steps over refused rows. */
  private static final double STEPPING_PER_SCAN = 16;

  /** The share of accepted rows below which refused ones are stepped over. */
  static final double STEPPING_BELOW = 0.25;

  private SearchCost() {}

  private static boolean stepsOver(int accepted, int rows) {
    return accepted < rows * STEPPING_BELOW;
  }

  /** With at most so many accepted of {@code rows}, a scan is the shorter way. */
  static boolean scans(int accepted, int ef, int rows) {
    double walk = (double) ef * (Integer.SIZE - Integer.numberOfLeadingZeros(rows));
    return stepsOver(accepted, rows)
        ? accepted <= STEPPING_PER_SCAN * walk
        : accepted <= WALK_PER_SCAN * walk * rows / accepted;
  }

  /** About the most accepted rows for which it {@link #scans}. */
  static long scanLimit(int ef, int rows) {
    double walk = (double) ef * (Integer.SIZE - Integer.numberOfLeadingZeros(rows));
    double stepping = STEPPING_PER_SCAN * walk;
    double through = Math.sqrt(WALK_PER_SCAN * walk * rows);
    double border = rows * STEPPING_BELOW;
    return (long) Math.min(rows, through >= border ? through : Math.min(stepping, border));
  }

  /**
   * Scores that a filtered walk may compute: as many as the scan would, so that a walk that ends in
   * a scan costs at most about two and a half scans. Where all rows are accepted there is no limit.
   */
  static long walkBudget(int accepted, int rows) {
    return accepted >= rows ? Long.MAX_VALUE : accepted;
  }
}
