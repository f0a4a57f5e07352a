package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;

/**
 * What a search is measured on.
 *
 * @param name as it stands in the report
 * @param metric that the neighbours were found by
 * @param base the rows to be indexed
 * @param queries not among the rows
 * @param neighbours per query the row numbers of its exact nearest neighbours, best first
 */
public record Dataset(
    String name, Metric metric, VectorRows base, float[][] queries, int[][] neighbours) {
  public Dataset {
    if (queries.length != neighbours.length) {
      throw new IllegalArgumentException(
          queries.length + " queries but neighbours of " + neighbours.length);
    }
  }

  /** The name without the size. */
  public String family() {
    return name.replaceFirst(",.*", "");
  }

  /** The same, with at least the {@code count} nearest rows of each query. */
  public Dataset withNeighbours(int count, Truth truth) {
    if (neighbours.length == 0 || neighbours[0].length >= Math.min(count, base.count())) {
      return this;
    }
    int[][] more = truth.neighbours(name, base, queries, metric, count);
    return new Dataset(name, metric, base, queries, more);
  }
}
