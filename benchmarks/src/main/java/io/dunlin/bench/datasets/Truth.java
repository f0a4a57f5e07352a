package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;

/** Where the exact neighbours of queries come from. */
@FunctionalInterface
public interface Truth {
  /** Every query is compared with every row. */
  Truth SEARCHED =
      (_, base, queries, metric, count) -> ExactNeighbours.find(base, queries, metric, count);

  /**
   * The {@code count} nearest rows of each query, best first.
   *
   * @param set its name
   */
  int[][] neighbours(String set, VectorRows base, float[][] queries, Metric metric, int count);
}
