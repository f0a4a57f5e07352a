package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import org.jspecify.annotations.Nullable;

/**
 * Search in a graph, or by a scan of the accepted rows where that is cheaper or where the graph did
 * not lead to enough of them: never fewer than k results while k rows with a node are accepted.
 *
 * <p>Rows that the filter refuses, deleted ones among them, are walked through and never returned.
 */
public final class HnswIndex implements VectorIndex {
  /** The share of accepted rows from which on a beam holds enough of them. */
  private static final double FEWEST_FOR_LINKS = 0.5;

  /** How much wider the second try is, where the first found too few. */
  private static final int WIDER = 4;

  private final VectorRows rows;
  private final Metric metric;
  private final HnswGraph graph;
  private final LayerSearch layers;
  private final FlatIndex exact;
  private final @Nullable LinkSearch links;

  /** A search by the rows alone. */
  public HnswIndex(VectorRows rows, Metric metric, HnswGraph graph, Kernels kernels) {
    this(rows, metric, graph, kernels, null, null);
  }

  /**
   * A search by codes, where there are some and most rows are accepted.
   *
   * @param codes of the links
   * @param bytes of the rows, used beside codes of the links
   */
  public HnswIndex(
      VectorRows rows,
      Metric metric,
      HnswGraph graph,
      Kernels kernels,
      @Nullable LinkCodes codes,
      @Nullable ByteCodes bytes) {
    if (rows.count() != graph.rows()) {
      throw new IllegalArgumentException(
          "the graph is for %d rows, the table has %d".formatted(graph.rows(), rows.count()));
    }
    this.rows = rows;
    this.metric = metric;
    this.graph = graph;
    this.layers = new LayerSearch(rows, metric, graph, kernels);
    this.exact = new FlatIndex(rows, metric, kernels);
    this.links = codes == null ? null : new LinkSearch(rows, metric, codes, bytes, kernels);
  }

  @Override
  public VectorRows rows() {
    return rows;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  public HnswGraph graph() {
    return graph;
  }

  @Override
  public void search(
      float[] vector, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    rows.requireDimension(vector);
    float[] query = scratch.keep(vector);
    int accepted = filter.estimate();
    if (out.k() == 0 || accepted == 0 || graph.entryLevel() == HnswGraph.NO_NODE) {
      return;
    }
    int ef = Math.max(params.ef(), out.k());
    if (params.exact() || SearchCost.scans(accepted, ef, rows.count())) {
      scan(query, params, filter, scratch, out);
      return;
    }
    boolean finished = walk(query, ef, filter, accepted, scratch, out.k());
    TopK found = scratch.results();
    if (!finished || found.size() < out.k()) {
      scan(query, params, filter, scratch, out);
      return;
    }
    for (int i = 0; i < found.size(); i++) {
      out.offer(found.score(i), found.row(i));
    }
  }

  /** Leaves what a walk finds in the scratch's results; false if it took too long. */
  private boolean walk(
      float[] query, int ef, RowFilter filter, int accepted, SearchScratch scratch, int k) {
    if (links != null && accepted >= rows.count() * FEWEST_FOR_LINKS) {
      links.search(query, ef, k, filter, scratch);
      if (scratch.results().size() < Math.min(k, accepted)) {
        links.search(query, WIDER * ef, k, filter, scratch);
      }
      return true;
    }
    int start = layers.descend(query, 0, scratch);
    long budget = SearchCost.walkBudget(accepted, rows.count());
    return SearchCost.stepsOver(accepted, rows.count())
        ? layers.nearestAccepted(query, start, ef, filter, budget, scratch)
        : layers.nearest(query, 0, start, ef, filter, budget, scratch);
  }

  private void scan(
      float[] query, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    exact.search(query, params, new WithNode(graph, filter), scratch, out);
  }

  /** The accepted rows that have a vector. */
  private record WithNode(HnswGraph graph, RowFilter filter) implements RowFilter {
    @Override
    public boolean accepts(int row) {
      return graph.hasNode(row) && filter.accepts(row);
    }

    @Override
    public int estimate() {
      return filter.estimate();
    }

    @Override
    public int nextAccepted(int from, int end) {
      int row = filter.nextAccepted(from, end);
      while (row < end && !graph.hasNode(row)) {
        row = filter.nextAccepted(row + 1, end);
      }
      return row;
    }
  }
}
