package io.dunlin.index.hnsw;

import io.dunlin.index.CombinedIndex;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.CodeScan;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.score.Rescoring;
import io.dunlin.index.score.RowScorer;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchReport;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
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
public final class HnswIndex implements CombinedIndex {
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

  /**
   * How many times fewer accepted rows than expected put the best ones on the rim of what is
   * refused. That is far from the query, where many rows are about as near: codes do not tell which
   * are the nearest.
   */
  private static final int RIM = 2;

  /** With a smaller share, too few are met around a query to tell whether it is as expected. */
  private static final double LEAST_SHARE_OF_RIM = 0.04;

  /** How much wider the second try is, where the first found too few. */
  private static final int WIDER = 4;

  /**
   * The most results that are looked for among codes of links, which repeat rows: with more of them
   * a walk that scores each link once is faster.
   */
  private static final int MOST_BY_LINKS = 64;

  /** How many times more a scan by codes scores again: beside the scan that costs nothing. */
  private static final int MORE_OF_SCAN = 4;

  /** The share of scanned rows, one of so many, of which exact scores cost next to nothing. */
  private static final int SCANNED_PER_SCORE = 256;

  /** Where more than one of so many accepted rows are to be scored again, all of them are. */
  private static final int FEWEST_LEFT_OUT = 8;

  /** How many times as many a further scan scores again. */
  private static final int MORE_OF_NEXT_SCAN = 8;

  private final VectorScorer vectors;
  private final HnswGraph graph;
  private final Walks byVectors;
  private final Walks byCodes;
  private final FlatIndex exact;
  private final BitSet nodes;
  private final boolean allHaveNodes;

  /** What rows are scored by, and the walks that do. */
  private record Walks(
      QueryScorer scorer, LayerSearch layers, AcceptedSearch accepted, @Nullable LinkSearch links) {
    static Walks of(
        QueryScorer scorer, HnswGraph graph, Kernels kernels, @Nullable LinkCodes codes) {
      return new Walks(
          scorer,
          new LayerSearch(scorer, graph),
          new AcceptedSearch(scorer, graph, kernels),
          codes == null ? null : new LinkSearch(scorer, codes, kernels));
    }

    boolean isExact() {
      return scorer.oversampling() == 1;
    }

    /** Whether it is open how many of the best by codes are scored again. */
    boolean choosesWhatToRescore(CodeUse use) {
      return !isExact() && use.rescore() && use.oversampling() == 0;
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

  /**
   * How a search goes.
   *
   * @param wanted results of a walk
   * @param ef its breadth
   */
  private record Plan(Walks walks, int wanted, int ef) {}

  /** Where a walk found rows. */
  private enum Found {
    NEAR,
    ON_RIM,
    TOO_FEW
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
    this.byVectors = Walks.of(vectors, graph, vectors.kernels(), null);
    this.byCodes = Walks.of(walked, graph, vectors.kernels(), links);
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
    SearchReport report = scratch.report();
    Plan plan = plan(params, filter, out.k(), report);
    if (plan == null) {
      return;
    }
    float[] query = scratch.keep(vector);
    CodeUse use = params.codes();
    Walks walks = plan.walks();
    int wanted = plan.wanted();
    Reason whyScan = whyScan(params);
    if (walked(params, filter, plan)) {
      float[] prepared = prepare(query, walks.scorer(), scratch);
      Found found = walk(query, prepared, walks, plan.ef(), wanted, out.k(), filter, scratch);
      if (found == Found.ON_RIM && walks.choosesWhatToRescore(use)) {
        if (!Rescoring.best(wanted, out.k(), query, vectors, scratch)) {
          offer(scratch.rescored(), out);
          return;
        }
        whyScan = Reason.CODES_UNSURE;
      } else if (found != Found.TOO_FEW) {
        offerFound(wanted, query, walks, use, scratch, out);
        return;
      } else {
        whyScan = Reason.FOUND_TOO_FEW;
      }
    }
    if (params.exact() || walks.isExact()) {
      report.choose(Way.SCAN, whyScan);
      exact.search(query, params, withNode(filter), scratch, out);
    } else {
      report.choose(Way.CODE_SCAN, whyScan);
      scanCodes(wanted, query, walks, params, withNode(filter), scratch, out);
    }
  }

  @Override
  public void search(
      float[][] targets,
      Combination combination,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out) {
    for (float[] target : targets) {
      rows().requireDimension(target);
    }
    SearchReport report = scratch.report();
    Plan plan = plan(params, filter, out.k(), report);
    if (plan == null) {
      return;
    }
    Reason whyScan = whyScan(params);
    if (walked(params, filter, plan)) {
      Walks walks = plan.walks();
      CombinedWalk walk =
          new CombinedWalk(graph, walks.scorer(), vectors.kernels(), targets, combination);
      int accepted = filter.estimate();
      boolean stepsOver = accepted < graph.rows() * SearchCost.STEPPING_BELOW;
      report.choose(stepsOver ? Way.GRAPH_OVER_REFUSED : Way.GRAPH, Reason.INDEX_IS_CHEAPER);
      boolean inTime = walk.nearest(plan.ef(), filter, stepsOver, accepted, scratch);
      TopK found = scratch.results();
      if (inTime && found.size() >= Math.min(out.k(), accepted)) {
        if (walks.isExact() || !params.codes().rescore()) {
          offer(found, out);
        } else {
          BitSet best = best(found, plan.wanted());
          report.addRescored(best.cardinality());
          RowFilter those = RowFilter.of(best, graph.rows());
          exact.search(targets, combination, params, those, scratch, out);
        }
        return;
      }
      whyScan = Reason.FOUND_TOO_FEW;
    }
    report.choose(Way.SCAN, whyScan);
    exact.search(targets, combination, params, withNode(filter), scratch, out);
  }

  /** Tells the report; null where nothing can be found. */
  private @Nullable Plan plan(SearchParams params, RowFilter filter, int k, SearchReport report) {
    if (k == 0 || filter.estimate() == 0 || graph.entryLevel() == HnswGraph.NO_NODE) {
      report.choose(Way.NONE, Reason.NOTHING_ACCEPTED);
      return null;
    }
    CodeUse use = params.codes();
    Walks walks = use.ignore() ? byVectors : byCodes;
    int wanted = walks.wanted(k, use);
    int ef = Math.max(params.ef(), wanted);
    report.breadth(ef);
    report.scanLimit(SearchCost.scanLimit(ef, graph.rows()));
    return new Plan(walks, wanted, ef);
  }

  /** Whether the graph is walked, at first, rather than all accepted rows scanned. */
  private boolean walked(SearchParams params, RowFilter filter, Plan plan) {
    return !params.exact() && !SearchCost.scans(filter.estimate(), plan.ef(), graph.rows());
  }

  private static Reason whyScan(SearchParams params) {
    return params.exact() ? Reason.EXACT_ASKED : Reason.FEW_ACCEPTED;
  }

  private static BitSet best(TopK found, int wanted) {
    found.sort();
    BitSet best = new BitSet();
    for (int i = 0; i < Math.min(wanted, found.size()); i++) {
      best.set(found.row(i));
    }
    return best;
  }

  /** Where the best by codes are scored again, so many that no better row is likely to be left. */
  private void scanCodes(
      int wanted,
      float[] query,
      Walks walks,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out) {
    CodeUse use = params.codes();
    CodeScan scan = new CodeScan(walks.scorer());
    float[] prepared = prepare(query, walks.scorer(), scratch);
    if (!walks.choosesWhatToRescore(use)) {
      scan.best(prepared, wanted, filter, scratch);
      offerFound(wanted, query, walks, use, scratch, out);
      return;
    }
    long most = Math.max((long) MORE_OF_SCAN * wanted, filter.estimate() / SCANNED_PER_SCORE);
    while (most <= Math.max(MORE_OF_NEXT_SCAN * wanted, filter.estimate() / FEWEST_LEFT_OUT)) {
      scan.best(prepared, (int) most, filter, scratch);
      boolean all = scratch.results().size() < most;
      if (!Rescoring.best(wanted, out.k(), query, vectors, scratch) || all) {
        offer(scratch.rescored(), out);
        return;
      }
      most = MORE_OF_NEXT_SCAN * most;
    }
    scratch.report().choose(Way.SCAN, Reason.CODES_UNSURE);
    exact.search(query, params, filter, scratch, out);
  }

  private static float[] prepare(float[] query, QueryScorer scorer, SearchScratch scratch) {
    float[] prepared = scratch.prepared(scorer.preparedLength());
    scorer.prepare(query, prepared);
    return prepared;
  }

  /** Offers the best of the scratch's results, by their vectors if need be. */
  private void offerFound(
      int wanted, float[] query, Walks walks, CodeUse use, SearchScratch scratch, TopK out) {
    if (!walks.isExact() && use.rescore()) {
      Rescoring.offerBest(wanted, query, vectors, scratch, out);
      return;
    }
    offer(scratch.results(), out);
  }

  private static void offer(TopK found, TopK out) {
    for (int i = 0; i < found.size(); i++) {
      out.offer(found.score(i), found.row(i));
    }
  }

  /** Leaves what a walk finds in the scratch's results. */
  private Found walk(
      float[] query,
      float[] prepared,
      Walks walks,
      int ef,
      int wanted,
      int k,
      RowFilter filter,
      SearchScratch scratch) {
    int accepted = filter.estimate();
    double share = (double) accepted / graph.rows();
    LinkSearch links = wanted <= MOST_BY_LINKS ? walks.links() : null;
    // More than are wanted may have to be scored again, on the rim.
    int kept = share < 1 ? ef : wanted;
    SearchReport report = scratch.report();
    report.choose(Way.GRAPH_BY_LINK_CODES, Reason.INDEX_IS_CHEAPER);
    if (links != null && share >= FEWEST_FOR_LINKS) {
      double shareMet = walkByLinks(query, prepared, links, ef, kept, k, filter, scratch);
      return found(k, share, shareMet, scratch);
    }
    int start = walks.layers().descend(prepared, 0, scratch);
    double shareHere = share < 1 ? walks.accepted().shareAround(start, filter) : 1;
    if (links != null && shareHere >= FEWEST_FOR_LINKS) {
      double shareMet = walkByLinks(query, prepared, links, ef, kept, k, filter, scratch);
      return found(k, share, shareMet, scratch);
    }
    long budget = SearchCost.walkBudget(accepted, graph.rows());
    boolean inTime;
    if (share >= SearchCost.STEPPING_BELOW || shareHere >= SearchCost.STEPPING_BELOW) {
      report.choose(Way.GRAPH, Reason.INDEX_IS_CHEAPER);
      inTime = walks.layers().nearest(prepared, 0, start, ef, filter, budget, scratch);
    } else if (share >= LEAST_SHARE && shareHere < share / BARREN) {
      inTime = false;
    } else {
      report.choose(Way.GRAPH_OVER_REFUSED, Reason.INDEX_IS_CHEAPER);
      inTime = walks.accepted().nearest(prepared, start, ef, filter, budget, scratch);
    }
    return inTime ? found(k, share, shareHere, scratch) : Found.TOO_FEW;
  }

  private static Found found(int k, double share, double shareHere, SearchScratch scratch) {
    if (scratch.results().size() < k) {
      return Found.TOO_FEW;
    }
    boolean onRim = share >= LEAST_SHARE_OF_RIM && shareHere < share / RIM;
    return onRim ? Found.ON_RIM : Found.NEAR;
  }

  /**
   * With a wider beam if it found too few; fewer than wanted may be enough, estimates repeat rows.
   *
   * @return the share of accepted rows that it met
   */
  private static double walkByLinks(
      float[] query,
      float[] prepared,
      LinkSearch links,
      int ef,
      int count,
      int k,
      RowFilter filter,
      SearchScratch scratch) {
    double share = links.search(query, prepared, ef, count, filter, scratch);
    boolean enough = scratch.results().size() >= Math.min(k, filter.estimate());
    return enough ? share : links.search(query, prepared, WIDER * ef, count, filter, scratch);
  }

  private RowFilter withNode(RowFilter filter) {
    return allHaveNodes ? filter : filter.within(nodes);
  }
}
