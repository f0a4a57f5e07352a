package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.SearchScratch;

/** Scores by bytes, which lie in the order of the lists. */
record ByteScan(IvfLists lists, ByteCodes codes, Metric metric, Kernels kernels)
    implements ListScan {
  @Override
  public double costOfRow() {
    return 0.3;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public double oversampled(int k) {
    return 1.5 * k + 8;
  }

  @Override
  public void prepare(float[] query, SearchScratch scratch) {
    codes.prepare(metric, query, scratch.vector(codes.rows().stride()));
  }

  @Override
  public int scan(
      float[] query, int list, float score, int next, RowFilter filter, SearchScratch scratch) {
    int first = lists.start(list);
    int count = lists.end(list) - first;
    float[] scores = scratch.scores(count);
    float[] prepared = scratch.vector(codes.rows().stride());
    kernels.scoresOfRange(metric, prepared, codes.rows(), first, count, scores);
    scratch.addScored(count);
    float scale = codes.scale(metric);
    float offset = codes.offset(metric, query);
    CandidatePool pool = scratch.pool();
    pool.reserve(count);
    int good = 0;
    for (int i = 0; i < count; i++) {
      float whole = scale * scores[i] + offset;
      if (!(whole < pool.threshold())) {
        good++;
        int row = lists.row(first + i, 0);
        if (filter.accepts(row)) {
          pool.offer(whole, row);
        }
      }
    }
    return good;
  }
}
