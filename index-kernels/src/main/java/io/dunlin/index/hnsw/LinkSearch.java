package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/**
 * Best-first search over {@link LinkCodes}: the best row heard of is visited, which gives its exact
 * score and estimates of its links' scores, until all of the beam were visited.
 */
record LinkSearch(VectorRows rows, Metric metric, LinkCodes codes, Kernels kernels) {
  /**
   * Width of the beam for a breadth. The beam holds estimates, some of them of the same row, so it
   * takes about twice as many to find what a search by exact scores finds.
   */
  private static final int WIDTH_PER_EF = 2;

  /** Leaves the best {@code k} accepted rows that were visited in the scratch's results. */
  void search(float[] query, int ef, int k, RowFilter filter, SearchScratch scratch) {
    Beam beam = scratch.beam();
    TopK results = scratch.results();
    results.reset(k);
    beam.reset(WIDTH_PER_EF * ef);
    start(query, scratch);
    int[] one = scratch.nodes(1);
    float[] score = scratch.scores(1);
    for (int row = beam.visitNext(); row >= 0; row = beam.visitNext()) {
      one[0] = row;
      kernels.scores(metric, query, rows, one, 0, 1, score);
      if (results.admits(score[0], row) && filter.accepts(row)) {
        results.offer(score[0], row);
      }
      kernels.offerLinks(codes.blocks(), row, scratch.tables(), score[0], rows, beam);
    }
  }

  private void start(float[] query, SearchScratch scratch) {
    float[] score = scratch.scores(1);
    kernels.scoresOfRange(metric, query, codes.center(), 0, 1, score);
    float[] centered = scratch.vector(query.length);
    codes.center().read(0, centered);
    for (int i = 0; i < query.length; i++) {
      centered[i] = query[i] - centered[i];
    }
    int padded = codes.rotation().paddedDimension();
    float[] rotated = scratch.rotated(padded);
    codes.rotation().apply(centered, rotated);
    scratch.tables().fill(rotated, padded);
    for (int i = 0; i < codes.entryBlocks(); i++) {
      int block = codes.firstEntryBlock() + i;
      kernels.offerLinks(codes.blocks(), block, scratch.tables(), score[0], rows, scratch.beam());
    }
  }
}
