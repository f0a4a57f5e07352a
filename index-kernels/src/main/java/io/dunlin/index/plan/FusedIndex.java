package io.dunlin.index.plan;

import io.dunlin.index.CombinedIndex;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.ivf.IvfIndex;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/**
 * Two indexes of the same rows. A walk's cost grows with every result that is wanted; lists are
 * read from end to end, and most of what they cost is paid once.
 *
 * @param graph for few results
 * @param lists for many
 */
public record FusedIndex(HnswIndex graph, IvfIndex lists) implements CombinedIndex {
  /** The most results for which the graph is walked. */
  static final int FEW = 100;

  @Override
  public VectorRows rows() {
    return graph.rows();
  }

  @Override
  public Metric metric() {
    return graph.metric();
  }

  @Override
  public void search(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    VectorIndex chosen = out.k() <= FEW ? graph : lists;
    chosen.search(query, params, filter, scratch, out);
  }

  @Override
  public void search(
      float[][] vectors,
      Combination combination,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out) {
    graph.search(vectors, combination, params, filter, scratch, out);
  }
}
