package io.dunlin.index;

import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/**
 * An index over the rows of one vector. Immutable and safe for many searching threads, each with
 * its own scratch.
 */
public interface VectorIndex {
  VectorRows rows();

  Metric metric();

  /**
   * Offers the best rows for {@code query} that {@code filter} accepts. Never fewer than {@code
   * out.k()} while so many are accepted.
   */
  void search(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out);
}
