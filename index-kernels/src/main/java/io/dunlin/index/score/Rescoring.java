package io.dunlin.index.score;

import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;

/** The best rows by their codes are scored once more, by their vectors. */
public final class Rescoring {
  private Rescoring() {}

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
    for (int i = 0; i < size; i++) {
      out.offer(scores[i], rows[i]);
    }
  }
}
