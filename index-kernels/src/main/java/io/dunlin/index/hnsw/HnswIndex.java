package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.CodeScan;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.score.Rescoring;
import io.dunlin.index.score.RowScorer;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.BitSet;
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

  /**
   * How many times fewer accepted rows than expected make a place barren. There the best rows lie
   * far apart, on the rim of what is refused, and following links does not lead from one to
   * another.
   */
  private static final int BARREN = 8;

  /** A share this small says nothing of a place: too few of it were looked at. */
  private static final double LEAST_SHARE = 0.008;

  /** How much wider the second try is, where the first found too few. */
  private static final int WIDER = 4;

  /**
   * The most results that are looked for among codes of links, which repeat rows: with more of them
   * a walk that scores each link once is faster.
   */
  private static final int MOST_BY_LINKS = 64;

  /** How many times more a scan by codes scores again: beside the scan that costs nothing. */
  private static final int MORE_OF_SCAN = 4;

  private final VectorScorer vectors;
  private final HnswGraph graph;
  private final Way byVectors;
  private final Way byCodes;
  private final FlatIndex exact;
  private final BitSet nodes;
  private final boolean allHaveNodes;

  /** What rows are scored by, and the walks that do. */
  private record Way(
      QueryScorer scorer, LayerSearch layers, AcceptedSearch accepted, @Nullable LinkSearch links) {
    static Way of(QueryScorer scorer, HnswGraph graph, Kernels kernels, @Nullable LinkCodes codes) {
      return new Way(
          scorer,
          new LayerSearch(scorer, graph),
          new AcceptedSearch(scorer, graph, kernels),
          codes == null ? null : new LinkSearch(scorer, codes, kernels));
    }

    boolean isExact() {
      return scorer.oversampling() == 1;
    }

    /** Results that are to be found for k of them. */
    int wanted(int k, CodeUse use) {
      if (isExact() || !use.rescore()) {
        return k;
      }
      float factor = use.oversampling() == 0 ? scorer.oversampling() : use.oversampling();
      return (int) Math.min(scorer.rows(), Math.ceil((double) factor * k));
    }
  }

  /** A search by the vectors alone. */
  public HnswIndex(VectorScorer vectors, HnswGraph graph) {
    this(vectors, graph, vectors, null);
  }

  /**
   * A search by codes.
   *
   * @param walked scores what a walk visits, by codes or by vectors
   * @param links codes of the links, used where most rows are accepted
   */
  public HnswIndex(
      VectorScorer vectors, HnswGraph graph, QueryScorer walked, @Nullable LinkCodes links) {
    requireRows(graph.rows(), vectors);
    requireRows(graph.rows(), walked);
    this.vectors = vectors;
    this.graph = graph;
    this.byVectors = Way.of(vectors, graph, vectors.kernels(), null);
    this.byCodes = Way.of(walked, graph, vectors.kernels(), links);
    this.nodes = graph.nodes();
    this.allHaveNodes = nodes.cardinality() == graph.rows();
    this.exact = new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
  }

  private static void requireRows(int rows, RowScorer scorer) {
    if (scorer.rows() != rows) {
      throw new IllegalArgumentException(
          "the graph is for %d rows, the table has %d".formatted(rows, scorer.rows()));
    }
  }

  @Override
  public VectorRows rows() {
    return vectors.data();
  }

  @Override
  public Metric metric() {
    return vectors.metric();
  }

  public HnswGraph graph() {
    return graph;
  }

  @Override
  public void search(
      float[] vector, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    rows().requireDimension(vector);
    int accepted = filter.estimate();
    if (out.k() == 0 || accepted == 0 || graph.entryLevel() == HnswGraph.NO_NODE) {
      return;
    }
    float[] query = scratch.keep(vector);
    CodeUse use = params.codes();
    Way way = use.ignore() ? byVectors : byCodes;
    int wanted = way.wanted(out.k(), use);
    int ef = Math.max(params.ef(), wanted);
    if (!params.exact() && !SearchCost.scans(accepted, ef, graph.rows())) {
      float[] prepared = prepare(query, way.scorer(), scratch);
      if (walk(query, prepared, way, ef, wanted, out.k(), filter, scratch)
          && scratch.results().size() >= out.k()) {
        offerFound(wanted, query, way, use, scratch, out);
        return;
      }
    }
    if (params.exact() || way.isExact()) {
      exact.search(query, params, withNode(filter), scratch, out);
      return;
    }
    int most = use.rescore() ? (int) Math.min(graph.rows(), (long) MORE_OF_SCAN * wanted) : wanted;
    float[] prepared = prepare(query, way.scorer(), scratch);
    new CodeScan(way.scorer()).best(prepared, most, withNode(filter), scratch);
    offerFound(most, query, way, use, scratch, out);
  }

  private static float[] prepare(float[] query, QueryScorer scorer, SearchScratch scratch) {
    float[] prepared = scratch.prepared(scorer.preparedLength());
    scorer.prepare(query, prepared);
    return prepared;
  }

  /** Offers the best of the scratch's results, by their vectors if need be. */
  private void offerFound(
      int wanted, float[] query, Way way, CodeUse use, SearchScratch scratch, TopK out) {
    if (!way.isExact() && use.rescore()) {
      Rescoring.offerBest(wanted, query, vectors, scratch, out);
      return;
    }
    TopK found = scratch.results();
    for (int i = 0; i < found.size(); i++) {
      out.offer(found.score(i), found.row(i));
    }
  }

  /** Leaves what a walk finds in the scratch's results; false if it took too long. */
  private boolean walk(
      float[] query,
      float[] prepared,
      Way way,
      int ef,
      int wanted,
      int k,
      RowFilter filter,
      SearchScratch scratch) {
    int accepted = filter.estimate();
    double share = (double) accepted / graph.rows();
    LinkSearch links = wanted <= MOST_BY_LINKS ? way.links() : null;
    if (links != null && share >= FEWEST_FOR_LINKS) {
      walkByLinks(query, prepared, links, ef, wanted, k, filter, scratch);
      return true;
    }
    int start = way.layers().descend(prepared, 0, scratch);
    double shareHere = share < 1 ? way.accepted().shareAround(start, filter) : 1;
    if (links != null && shareHere >= FEWEST_FOR_LINKS) {
      walkByLinks(query, prepared, links, ef, wanted, k, filter, scratch);
      return true;
    }
    long budget = SearchCost.walkBudget(accepted, graph.rows());
    if (share >= SearchCost.STEPPING_BELOW || shareHere >= SearchCost.STEPPING_BELOW) {
      return way.layers().nearest(prepared, 0, start, ef, filter, budget, scratch);
    }
    if (share >= LEAST_SHARE && shareHere < share / BARREN) {
      return false;
    }
    return way.accepted().nearest(prepared, start, ef, filter, budget, scratch);
  }

  /**
   * With a wider beam if it found too few; fewer than wanted may be enough, estimates repeat rows.
   */
  private static void walkByLinks(
      float[] query,
      float[] prepared,
      LinkSearch links,
      int ef,
      int wanted,
      int k,
      RowFilter filter,
      SearchScratch scratch) {
    links.search(query, prepared, ef, wanted, filter, scratch);
    if (scratch.results().size() < Math.min(k, filter.estimate())) {
      links.search(query, prepared, WIDER * ef, wanted, filter, scratch);
    }
  }

  private RowFilter withNode(RowFilter filter) {
    return allHaveNodes ? filter : filter.within(nodes);
  }
}
