package io.dunlin.bench.peers;

import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One of Dunlin's indexes, as a sealed segment searches it. */
public final class DunlinIndex implements FilteredIndex {
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
    return form.knob().efforts(breadths, form.oversamplings());
  }

  @Override
  public Searcher newSearcher() {
    VectorIndex index = parts.index();
    SearchScratch scratch = new SearchScratch();
    TopK top = new TopK();
    return (query, effort, rows) -> {
      top.reset(rows.length);
      index.search(query, form.knob().params(effort), accepted, scratch, top);
      top.sort();
      for (int rank = 0; rank < top.size(); rank++) {
        rows[rank] = top.row(rank);
      }
      return top.size();
    };
  }

  @Override
  public void accept(BitSet rows) {
    accepted = new Accepted(rows);
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(parts.sections());
  }

  @Override
  public void close() {
    parts.arena().close();
  }
}
