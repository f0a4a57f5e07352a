package io.dunlin.index.flat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;

/** Exact scan. STUB. */
public record FlatIndex(VectorRows rows, Metric metric, Kernels kernels) implements VectorIndex {
  @Override
  public void search(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {}

  /** The same for many queries in one pass over the rows. */
  public void search(float[][] queries, RowFilter filter, SearchScratch scratch, TopK[] outs) {}
}
