package io.dunlin.index.ivf;

import io.dunlin.index.search.SearchParams;

/** How far a filtered search has to reach, and when a scan of the accepted rows is cheaper. */
final class ProbeCost {
  /** What a score by a vector met at random costs, in scores of a scan. */
  private static final double RANDOM = 1.5;

  /** How many times fewer rows than expected are accepted in a place that is barren. */
  private static final int RIM = 2;

  /** How much further a search reaches where it has not met enough accepted rows. */
  private static final int FURTHER = 4;

  /** Rows looked at for each result wanted, at least. */
  private static final int ROWS_PER_RESULT = 10;

  private ProbeCost() {}

  /** Lists that a search looks through which has no filter. */
  static int probes(IvfLists lists, SearchParams params, int k) {
    if (params.probes() > 0) {
      return Math.min(params.probes(), lists.count());
    }
    double rowsPerList = (double) lists.entries() / lists.count();
    double forResults = Math.ceil((double) ROWS_PER_RESULT * k / rowsPerList);
    return (int) Math.min(lists.count(), Math.max(lists.probes(), forResults));
  }

  /** With at most so many accepted, scanning them is the shorter way. */
  static boolean scans(IvfLists lists, ListScan scan, int probes, int wanted, int accepted) {
    double share = (double) accepted / lists.entries();
    double seen = lists.entries() * Math.min(1, probes / share / lists.count());
    double scanned = scan.isExact() ? RANDOM * seen * share : scan.costOfRow() * seen;
    return accepted <= lists.count() + scanned + RANDOM * wanted;
  }

  /**
   * Whether far fewer of the rows near a query are accepted than elsewhere. Then the best ones are
   * on the rim of what is refused, which lists all around share, so that each further list may hold
   * some of them.
   */
  static boolean isBarren(double share, long good, long accepted) {
    return RIM * accepted < share * good;
  }

  /**
   * How many lists to look through, after {@code reach} were: no more if that is enough. A search
   * without a filter meets enough good rows in {@code probes} lists. Where only a share of them is
   * accepted it takes as many times more; the share is that among the rows that were good enough,
   * so that it is the one near the query.
   *
   * @param goOn whether more are needed however many were accepted
   * @param good rows met that were good enough
   * @param accepted those of them that the filter accepts
   */
  static int reach(int lists, int probes, int reach, boolean goOn, long good, long accepted) {
    double needed = accepted == 0 ? lists : (double) probes * good / accepted;
    if (goOn) {
      needed = Math.max(needed, (double) FURTHER * reach);
    }
    return (int) Math.min(lists, Math.ceil(needed));
  }
}
