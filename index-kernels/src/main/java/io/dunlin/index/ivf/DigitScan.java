package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.SearchScratch;

/** Estimates by codes in blocks. */
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
    int first = lists.start(list);
    int count = lists.end(list) - first;
    int ahead = lists.start(next);
    scratch.report().addEstimated(count);
    CandidatePool pool = scratch.pool();
    QueryTables tables = scratch.tables();
    return lists.codec().bits() == 4
        ? kernels.scanBlocks(lists.blocks(), first, count, tables, score, ahead, filter, pool)
        : kernels.scanBlocks(
            lists.blocks(), first, count, tables.sums(), score, ahead, filter, pool);
  }
}
