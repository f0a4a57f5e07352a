package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.SearchScratch;

/** Scores by the vectors. The filter is asked first: a vector costs more than to ask. */
record VectorScan(IvfLists lists, VectorScorer vectors) implements ListScan {
  @Override
  public double costOfRow() {
    return 1;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public double oversampled(int k) {
    return k;
  }

  @Override
  public void prepare(float[] query, SearchScratch scratch) {
    // The query is used as it is.
  }

  @Override
  public int scan(
      float[] query, int list, float score, int next, RowFilter filter, SearchScratch scratch) {
    int[] ids = scratch.rows(lists.room(list));
    int inList = lists.readRows(list, ids);
    int count = 0;
    for (int i = 0; i < inList; i++) {
      if (filter.accepts(ids[i])) {
        ids[count++] = ids[i];
      }
    }
    float[] scores = scratch.scores(count);
    vectors.scores(query, ids, 0, count, scores);
    scratch.addScored(count);
    CandidatePool pool = scratch.pool();
    int before = pool.size();
    pool.reserve(count);
    for (int i = 0; i < count; i++) {
      pool.offer(scores[i], ids[i]);
    }
    // Rows that are refused are not scored: as many of them are taken to be good.
    int good = pool.size() - before;
    return count == 0 ? inList : (int) Math.round((double) good * inList / count);
  }
}
