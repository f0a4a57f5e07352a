package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.score.RowScorer;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.SearchScratch;

/**
 * Best-first search over {@link LinkCodes}: the best row heard of is visited, which gives its score
 * and estimates of its links' scores, until all of the beam were visited.
 *
 * @param scorer of what is visited
 */
record LinkSearch(RowScorer scorer, LinkCodes codes, Kernels kernels) {
  /**
   * Width of the beam for a breadth. The beam holds estimates, some of them of the same row, so it
   * takes about twice as many to find what a search by exact scores finds.
   */
  private static final int WIDTH_PER_EF = 2;

  /**
   * Leaves the best {@code count} accepted rows that were visited in the scratch's results.
   *
   * @param query as it came
   * @param prepared for the scorer
   * @return the share of accepted ones among the visited rows that were good enough
   */
  double search(
      float[] query, float[] prepared, int ef, int count, RowFilter filter, SearchScratch scratch) {
    Beam beam = scratch.beam();
    beam.reset(WIDTH_PER_EF * ef);
    scratch.results().reset(count);
    start(query, scratch);
    int[] one = scratch.nodes(1);
    float[] score = scratch.scores(1);
    int good = 0;
    int accepted = 0;
    for (int row = beam.visitNext(); row >= 0; row = beam.visitNext()) {
      one[0] = row;
      scorer.scores(prepared, one, 0, 1, score);
      scratch.addScored(1);
      if (scratch.results().admits(score[0], row)) {
        good++;
        if (filter.accepts(row)) {
          accepted++;
          scratch.results().offer(score[0], row);
        }
      }
      offerLinks(row, score[0], scratch);
    }
    return (double) accepted / Math.max(good, 1);
  }

  /** Estimates the entries, from the score of the center. */
  private void start(float[] query, SearchScratch scratch) {
    float[] centered = scratch.vector(query.length);
    codes.center().read(0, centered);
    for (int i = 0; i < query.length; i++) {
      centered[i] = query[i] - centered[i];
    }
    float[] rotated = scratch.rotated(codes.rotation().paddedDimension());
    kernels.fillTables(codes.rotation(), centered, rotated, scratch.tables());
    float[] score = scratch.scores(1);
    kernels.scoresOfRange(scorer.metric(), query, codes.center(), 0, 1, score);
    for (int i = 0; i < codes.entryBlocks(); i++) {
      offerLinks(codes.firstEntryBlock() + i, score[0], scratch);
    }
  }

  private void offerLinks(int block, float score, SearchScratch scratch) {
    kernels.offerLinks(
        codes.blocks(), block, scratch.tables(), score, scorer.data(), scratch.beam());
  }
}
