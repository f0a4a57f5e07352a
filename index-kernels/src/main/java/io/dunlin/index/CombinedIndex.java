package io.dunlin.index;

import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/** An index that finds rows by one score made of those for several vectors, too. */
public interface CombinedIndex extends VectorIndex {
  /**
   * Offers the best rows by a combined score that {@code filter} accepts. Never fewer than {@code
   * out.k()} while so many are accepted.
   *
   * @param vectors in the order in which the combination takes their scores
   */
  void search(
      float[][] vectors,
      Combination combination,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out);
}
