package io.dunlin.index.score;

import io.dunlin.index.search.EstimateErrors;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;

/** The best rows by their codes are scored once more, by their vectors. */
public final class Rescoring {
  /** Standard deviations that nearly all errors of estimates are within. */
  private static final double DEVIATIONS = 2;

  /** Rows that are scored at once, where their number is open. */
  private static final int SOME = 32;

  private Rescoring() {}

  /**
   * Leaves the best {@code k} of the scratch's results in its rescored ones. Those with the best
   * estimates are scored first, {@code first} of them, and further ones as long as they may be
   * among the best: the errors of the estimates so far tell how much better than its estimate a row
   * may be.
   *
   * @param query as it came
   * @return whether rows that are worse by their estimates than all of the results may be, too
   */
  public static boolean best(
      int first, int k, float[] query, VectorScorer vectors, SearchScratch scratch) {
    TopK results = scratch.results();
    results.sort();
    TopK best = scratch.rescored();
    best.reset(k);
    EstimateErrors errors = scratch.errors();
    errors.clear();
    float least = Float.NEGATIVE_INFINITY;
    int done = 0;
    int next = Math.min(first, results.size());
    while (next > 0) {
      int[] rows = scratch.nodes(next);
      float[] scores = scratch.scores(next);
      for (int i = 0; i < next; i++) {
        rows[i] = results.row(done + i);
      }
      vectors.scores(query, rows, 0, next, scores);
      scratch.addScored(next);
      scratch.report().addRescored(next);
      for (int i = 0; i < next; i++) {
        errors.add(scores[i], results.score(done + i));
        best.offer(scores[i], rows[i]);
      }
      done += next;
      least = errors.leastEstimate(best.worst(), DEVIATIONS);
      next = 0;
      while (next < SOME && done + next < results.size() && results.score(done + next) >= least) {
        next++;
      }
    }
    return results.size() > 0 && results.score(results.size() - 1) >= least;
  }

  /**
   * Offers the best {@code count} of the scratch's results with their exact scores. Rows are read
   * in their order, which is that of a file.
   *
   * @param query as it came
   */
  public static void offerBest(
      int count, float[] query, VectorScorer vectors, SearchScratch scratch, TopK out) {
    TopK results = scratch.results();
    int size = results.size();
    if (size > count) {
      results.sort();
      size = count;
    }
    int[] rows = scratch.nodes(size);
    float[] scores = scratch.scores(size);
    for (int i = 0; i < size; i++) {
      rows[i] = results.row(i);
    }
    Arrays.sort(rows, 0, size);
    vectors.scores(query, rows, 0, size, scores);
    scratch.addScored(size);
    scratch.report().addRescored(size);
    for (int i = 0; i < size; i++) {
      out.offer(scores[i], rows[i]);
    }
  }
}
