package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
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
  private volatile RowFilter accepted;

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
    accepted = RowFilter.of(rows, index.rows().count());
  }

  @Override
  public String configuration() {
    return "every accepted row is scored";
  }

  @Override
  public Searcher newSearcher() {
    SearchScratch scratch = new SearchScratch();
    TopK top = new TopK();
    return (query, effort, rows) -> {
      top.reset(rows.length);
      SearchParams params = new SearchParams(effort.breadth(), true);
      index.search(query, params, accepted, scratch, top);
      top.sort();
      for (int rank = 0; rank < top.size(); rank++) {
        rows[rank] = top.row(rank);
      }
      return top.size();
    };
  }

  @Override
  public MemoryUse memory() {
    return MemoryUse.of(new Section("vectors", index.rows().data().byteSize(), Held.MEMORY));
  }

  @Override
  public void close() {}
}
