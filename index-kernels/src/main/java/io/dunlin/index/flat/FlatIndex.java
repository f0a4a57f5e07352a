package io.dunlin.index.flat;

import io.dunlin.index.CombinedIndex;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/**
 * Exact scan over the accepted rows, block by block: the rows of a block are gathered first and
 * then scored together. Many queries share one pass: a block stays in cache for all of them.
 */
public record FlatIndex(VectorRows rows, Metric metric, Kernels kernels) implements CombinedIndex {
  private static final int BLOCK_BYTES = 256 * 1024;
  private static final int MAX_BLOCK_ROWS = 1024;

  @Override
  public void search(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    float[] kept = scratch.keep(query);
    int[] block = scratch.rows(blockRows());
    for (int next = 0; next < rows.count(); ) {
      int count = filter.gather(next, rows.count(), block, blockRows());
      score(kept, block, count, scratch, out);
      next = count == 0 ? rows.count() : block[count - 1] + 1;
    }
  }

  @Override
  public void search(
      float[][] vectors,
      Combination combination,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out) {
    int[] block = scratch.rows(blockRows());
    float[][] scores = new float[vectors.length][blockRows()];
    for (int next = 0; next < rows.count(); ) {
      int count = filter.gather(next, rows.count(), block, blockRows());
      for (int i = 0; i < vectors.length; i++) {
        kernels.scores(metric, vectors[i], rows, block, 0, count, scores[i]);
      }
      scratch.addScored(count);
      for (int place = 0; place < count; place++) {
        out.offer(combination.of(scores, place), block[place]);
      }
      next = count == 0 ? rows.count() : block[count - 1] + 1;
    }
  }

  /** The same for many queries in one pass over the rows. */
  public void search(float[][] queries, RowFilter filter, SearchScratch scratch, TopK[] outs) {
    int[] block = scratch.rows(blockRows());
    for (int next = 0; next < rows.count(); ) {
      int count = filter.gather(next, rows.count(), block, blockRows());
      for (int i = 0; i < queries.length; i++) {
        score(queries[i], block, count, scratch, outs[i]);
      }
      next = count == 0 ? rows.count() : block[count - 1] + 1;
    }
  }

  private int blockRows() {
    return Math.clamp(BLOCK_BYTES / rows.rowBytes(), 4, MAX_BLOCK_ROWS);
  }

  private void score(float[] query, int[] block, int count, SearchScratch scratch, TopK out) {
    float[] scores = scratch.scores(block.length);
    scratch.addScored(count);
    if (count > 0 && block[count - 1] - block[0] == count - 1) {
      kernels.scoresOfRange(metric, query, rows, block[0], count, scores);
    } else {
      kernels.scores(metric, query, rows, block, 0, count, scores);
    }
    for (int i = 0; i < count; i++) {
      out.offer(scores[i], block[i]);
    }
  }
}
