package io.dunlin.index.flat;

import io.dunlin.index.RowFilter;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/** A scan of the accepted rows by their codes: a fraction of the memory that vectors take. */
public record CodeScan(QueryScorer scorer) {
  private static final int BLOCK = 512;

  /** Leaves the best {@code count} accepted rows in the scratch's results. */
  public void best(float[] prepared, int count, RowFilter filter, SearchScratch scratch) {
    TopK results = scratch.results();
    results.reset(count);
    int[] block = scratch.rows(BLOCK);
    float[] scores = scratch.scores(BLOCK);
    int rows = scorer.rows();
    int size = filter.gather(0, rows, block, BLOCK);
    while (size > 0) {
      scorer.scores(prepared, block, 0, size, scores);
      scratch.report().addEstimated(size);
      float worst = results.worst();
      for (int i = 0; i < size; i++) {
        // A worse one would be refused too, but not as fast; NaN is left to the results.
        if (!(scores[i] < worst)) {
          results.offer(scores[i], block[i]);
          worst = results.worst();
        }
      }
      size = size < BLOCK ? 0 : filter.gather(block[size - 1] + 1, rows, block, BLOCK);
    }
  }
}
