package io.dunlin.bench.peers;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.BitSet;

/** Every accepted row is scored: what an index with a filter has to be faster than. */
public final class BitmapScan implements FilteredIndex {
  private final FlatIndex index;
  private final SearchScratch scratch = new SearchScratch();
  private final TopK top = new TopK();
  private RowFilter accepted;

  public BitmapScan(VectorRows rows, Metric metric) {
    this.index = new FlatIndex(rows, metric, Kernels.choose("auto"));
    this.accepted = RowFilter.all(rows.count());
  }

  @Override
  public String name() {
    return "scan of the bitmap";
  }

  @Override
  public void accept(BitSet rows) {
    accepted = new Accepted(rows);
  }

  @Override
  public int search(float[] query, int breadth, int[] rows) {
    top.reset(rows.length);
    index.search(query, new SearchParams(breadth, true), accepted, scratch, top);
    top.sort();
    for (int rank = 0; rank < top.size(); rank++) {
      rows[rank] = top.row(rank);
    }
    return top.size();
  }

  @Override
  public long sizeBytes() {
    return index.rows().data().byteSize();
  }

  @Override
  public void close() {}
}
