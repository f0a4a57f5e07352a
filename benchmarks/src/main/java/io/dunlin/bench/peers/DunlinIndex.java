package io.dunlin.bench.peers;

import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One of Dunlin's indexes, as a sealed segment searches it. */
public sealed class DunlinIndex implements FilteredIndex permits DunlinScan {
  private final DunlinForm form;
  private final DunlinParts parts;
  private final String built;
  private volatile RowFilter accepted;

  /**
   * @param built with what, in words
   */
  DunlinIndex(DunlinForm form, DunlinParts parts, String built) {
    this.form = form;
    this.parts = parts;
    this.built = built;
    this.accepted = RowFilter.all(parts.index().rows().count());
  }

  @Override
  public String name() {
    return "Dunlin " + form.title();
  }

  @Override
  public String configuration() {
    return "%s, kernels %s; searched by %s%s"
        .formatted(
            built,
            parts.kernels().name(),
            form.knob().name().toLowerCase(Locale.ROOT),
            form.oversamplings().isEmpty() ? "" : " and oversampling " + form.oversamplings());
  }

  @Override
  public List<Effort> efforts(int k, List<Integer> breadths) {
    return form.knob().efforts(k, breadths, form.oversamplings());
  }

  @Override
  public CountingSearcher newSearcher() {
    return new CountingSearcher();
  }

  /** Counts what it takes. */
  public final class CountingSearcher implements Searcher {
    private final VectorIndex index = parts.index();
    private final SearchScratch scratch = new SearchScratch();
    private final TopK top = new TopK();

    private CountingSearcher() {}

    @Override
    public int search(float[] query, Effort effort, int[] rows) {
      top.reset(rows.length);
      index.search(query, form.knob().params(effort), accepted, scratch, top);
      top.sort();
      for (int rank = 0; rank < top.size(); rank++) {
        rows[rank] = top.row(rank);
      }
      return top.size();
    }

    /** Rows scored by all searches so far, by vectors or by codes. */
    public long scored() {
      return scratch.scored();
    }
  }

  @Override
  public void accept(BitSet rows) {
    accepted = RowFilter.of(rows, parts.index().rows().count());
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(parts.sections());
  }

  /** Throws what is on disk out of memory, as far as the kernel follows. */
  public void evict() {
    parts.onDisk().forEach(MappedFile::evict);
  }

  /** The greatest share of a file's pages that are in memory; 0 where nothing is on disk. */
  public double cachedShare() {
    return parts.onDisk().stream().mapToDouble(MappedFile::residentShare).max().orElse(0);
  }

  @Override
  public void close() throws IOException {
    parts.arena().close();
    for (MappedFile file : parts.onDisk()) {
      file.delete();
    }
  }
}
