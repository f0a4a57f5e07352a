package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.search.SearchScratch;

/** Adds the rows of lists to a pool of candidates; stateless, what a query needs is scratch. */
sealed interface ListScan permits VectorScan, ByteScan, DigitScan {
  /** What reading a row costs, in scores by vectors. */
  double costOfRow();

  /** Whether scores are those of the vectors. */
  boolean isExact();

  /** How many rows have to be scored again to find the best k. */
  double oversampled(int k);

  /** Prepares the scratch for a query; before the lists are scanned. */
  void prepare(float[] query, SearchScratch scratch);

  /**
   * Adds the rows of a list that the filter accepts to the scratch's pool, unless they are worse
   * than its threshold.
   *
   * @param score of the list's centroid
   * @param next list that will be scanned next
   * @return how many rows were good enough, whether the filter accepted them or not
   */
  int scan(float[] query, int list, float score, int next, RowFilter filter, SearchScratch scratch);
}
