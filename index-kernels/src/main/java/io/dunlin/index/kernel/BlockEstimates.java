package io.dunlin.index.kernel;

import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;

/** From the sum over a row's code to its estimated score, rounded in one order everywhere. */
final class BlockEstimates {
  /** Entries of a table for a digit of 8 bits. */
  static final int ENTRIES = 256;

  private BlockEstimates() {}

  /** A sum of entries that were rounded to bytes. */
  static void offer(
      CodeBlocks blocks,
      int block,
      int place,
      QueryTables query,
      float score,
      int sum,
      CandidatePool pool) {
    float unrounded = Math.fma(query.scale(), (float) sum, query.offset());
    offer(blocks, block, place, score, unrounded, pool);
  }

  static void offer(
      CodeBlocks blocks, int block, int place, float score, float sum, CandidatePool pool) {
    int row = blocks.row(block, place);
    if (row != CodeBlocks.NO_ROW) {
      float difference = Math.fma(blocks.factor(block, place), sum, blocks.addend(block, place));
      pool.offer(score + difference, row);
    }
  }

  /**
   * Drops the entries from {@code from} on whose rows the filter refuses.
   *
   * @return how many there were before
   */
  static int keepAccepted(CandidatePool pool, int from, RowFilter filter) {
    int before = pool.size();
    int kept = from;
    for (int i = from; i < before; i++) {
      if (filter.accepts(pool.row(i))) {
        pool.move(i, kept++);
      }
    }
    pool.cut(kept);
    return before - from;
  }
}
