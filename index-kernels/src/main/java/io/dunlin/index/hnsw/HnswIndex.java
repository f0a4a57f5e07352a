package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/** STUB. */
public record HnswIndex(VectorRows rows, Metric metric, HnswGraph graph, Kernels kernels)
    implements VectorIndex {
  @Override
  public void search(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {}
}
