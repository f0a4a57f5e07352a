package io.dunlin.bench.peers;

import java.io.IOException;

/** An index that takes several queries at once. */
public interface BatchIndex extends AnnIndex {
  /**
   * Answers all queries.
   *
   * @param threads that the index may use
   * @param rows per query, best first; -1 where fewer were found
   */
  void searchBatch(float[][] queries, Effort effort, int threads, int[][] rows) throws IOException;
}
