package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.SearchScratch;

/**
 * Estimates by codes in blocks. The filter is asked only for rows that are good enough, which it is
 * cheaper to tell.
 */
record DigitScan(IvfLists lists, DigitCoder coder, Kernels kernels) implements ListScan {
  /** Candidates beyond those wanted, for searches for very few. */
  private static final int SPARE = 8;

  /**
   * How many more candidates there are the larger the errors, which shrink with the root of the
   * dimension (RaBitQ, theorem 3.2). With too few of them a second scan is needed.
   */
  private static final double ERROR = 90;

  @Override
  public double costOfRow() {
    return lists.codec().bits() == 4 ? 0.05 : 0.3;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public double oversampled(int k) {
    return (k + SPARE) * (1 + ERROR / Math.sqrt(coder.dimension()));
  }

  @Override
  public void prepare(float[] query, SearchScratch scratch) {
    float[] centered = scratch.exactly(query.length);
    float[] mean = lists.mean();
    for (int i = 0; i < query.length; i++) {
      centered[i] = query[i] - mean[i];
    }
    coder.fillTables(centered, scratch);
  }

  @Override
  public int scan(
      float[] query, int list, float score, int next, RowFilter filter, SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    int before = pool.size();
    int first = lists.start(list);
    int count = lists.end(list) - first;
    int ahead = lists.start(next);
    if (lists.codec().bits() == 4) {
      kernels.scanBlocks(lists.blocks(), first, count, scratch.tables(), score, ahead, pool);
    } else {
      kernels.scanBlocks(lists.blocks(), first, count, scratch.tables().sums(), score, ahead, pool);
    }
    int good = pool.size() - before;
    int kept = before;
    for (int i = before; i < pool.size(); i++) {
      if (filter.accepts(pool.row(i))) {
        pool.move(i, kept++);
      }
    }
    pool.cut(kept);
    return good;
  }
}
