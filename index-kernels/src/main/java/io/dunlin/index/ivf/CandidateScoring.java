package io.dunlin.index.ivf;

import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.EstimateErrors;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/** Scores candidates by their vectors. */
record CandidateScoring(VectorScorer vectors) {
  /** Standard deviations that nearly all errors are within. */
  private static final double DEVIATIONS = 2;

  /** Scored at once, at least: enough for their cache misses to overlap. */
  private static final int FEWEST = 8;

  /** The share of the results that is scored at once. */
  private static final int SHARE = 8;

  /** Offers all candidates of the pool to the results. */
  void all(float[] query, SearchScratch scratch) {
    some(query, 0, scratch.pool().size(), scratch);
  }

  /**
   * Offers candidates of the pool to the results, those with the best estimates first, and stops
   * where the rest is not good enough: the errors of the estimates so far tell how much better than
   * its estimate a row may be.
   *
   * @return the least estimate of a row that may be good enough
   */
  float best(float[] query, SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    TopK results = scratch.results();
    EstimateErrors errors = scratch.errors();
    float least = errors.leastEstimate(results.worst(), DEVIATIONS);
    int done = 0;
    int next = Math.min(pool.size(), results.size() < results.k() ? results.k() + FEWEST : FEWEST);
    while (next > 0) {
      pool.select(done, next);
      float[] scores = some(query, done, next, scratch);
      for (int i = 0; i < next; i++) {
        errors.add(scores[i], pool.score(done + i));
      }
      done += next;
      least = errors.leastEstimate(results.worst(), DEVIATIONS);
      next = Math.min(pool.countFrom(done, least), Math.max(FEWEST, results.k() / SHARE));
    }
    return least;
  }

  /** Offers {@code count} candidates and returns their scores, which come in their order. */
  private float[] some(float[] query, int from, int count, SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    int[] found = scratch.rows(count);
    float[] scores = scratch.scores(count);
    for (int i = 0; i < count; i++) {
      found[i] = pool.row(from + i);
    }
    vectors.scores(query, found, 0, count, scores);
    scratch.addScored(count);
    scratch.report().addRescored(count);
    for (int i = 0; i < count; i++) {
      scratch.results().offer(scores[i], found[i]);
    }
    return scores;
  }
}
