package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchReport;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.search.Visited;
import java.util.BitSet;

/**
 * Search in the lists of an inverted file: never fewer than k results while k rows with a vector
 * are accepted. Where few are accepted, they are scanned by their vectors; else more lists are
 * looked through than without a filter, as many more as it takes.
 */
public final class IvfIndex implements VectorIndex {
  /** How many more candidates a second scan looks for. */
  private static final int MORE = 32;

  /** Candidates at most, whatever was asked for: there is room for them. */
  private static final int MOST_WANTED = 1 << 28;

  private final VectorScorer vectors;
  private final IvfLists lists;
  private final BitSet present;
  private final FlatIndex exact;
  private final CandidateScoring scoring;
  private final ListRanking ranking;
  private final ListScan byVectors;
  private final ListScan byCodes;

  /**
   * @param lists of the rows that {@code vectors} scores
   */
  public IvfIndex(VectorScorer vectors, IvfLists lists) {
    if (vectors.rows() != lists.header().rows()) {
      throw new IllegalArgumentException(
          "the lists are for %d rows, the table has %d"
              .formatted(lists.header().rows(), vectors.rows()));
    }
    Metric metric = vectors.metric();
    Kernels kernels = vectors.kernels();
    this.vectors = vectors;
    this.lists = lists;
    this.present = lists.present();
    this.exact = new FlatIndex(vectors.data(), metric, kernels);
    this.scoring = new CandidateScoring(vectors);
    this.ranking = new ListRanking(lists, metric, kernels);
    this.byVectors = new VectorScan(lists, vectors);
    this.byCodes =
        switch (lists.codec()) {
          case FLAT -> byVectors;
          case SQ8 -> new ByteScan(lists, lists.byteCodes(), metric, kernels);
          case PQ8, PQ4, RABITQ -> new DigitScan(lists, lists.coder(kernels), kernels);
        };
  }

  @Override
  public VectorRows rows() {
    return vectors.data();
  }

  @Override
  public Metric metric() {
    return vectors.metric();
  }

  public IvfLists lists() {
    return lists;
  }

  @Override
  public void search(
      float[] vector, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    rows().requireDimension(vector);
    float[] query = scratch.keep(vector);
    int accepted = Math.min(filter.estimate(), lists.entries());
    SearchReport report = scratch.report();
    if (out.k() == 0 || accepted == 0) {
      report.choose(Way.NONE, Reason.NOTHING_ACCEPTED);
      return;
    }
    ListScan scan = params.codes().ignore() ? byVectors : byCodes;
    int wanted = wanted(params, scan, out.k());
    int probes = ProbeCost.probes(lists, params, out.k());
    if (params.exact() || ProbeCost.scans(lists, scan, probes, wanted, accepted)) {
      report.choose(Way.SCAN, params.exact() ? Reason.EXACT_ASKED : Reason.FEW_ACCEPTED);
      exact.search(query, params, withVector(filter), scratch, out);
      return;
    }
    report.choose(Way.LISTS, Reason.INDEX_IS_CHEAPER);
    scratch.pool().reset(wanted);
    scan.prepare(query, scratch);
    int reach = probe(query, scan, probes, out.k(), filter, scratch);
    report.lists(reach);
    scratch.pool().keepBest();
    // Not before: a walk among the centroids leaves what it found there.
    scratch.results().reset(out.k());
    if (scan.isExact() || !params.codes().rescore()) {
      offerEstimates(scratch);
    } else if (params.codes().oversampling() > 0) {
      scoring.all(query, scratch);
    } else {
      scratch.errors().clear();
      float least = scoring.best(query, scratch);
      if (least < scratch.pool().threshold()) {
        least = scanAgain(query, scan, reach, least, filter, scratch);
      }
      if (least < scratch.pool().threshold() && accepted < lists.entries()) {
        report.choose(Way.SCAN, Reason.CODES_UNSURE);
        exact.search(query, params, withVector(filter), scratch, out);
        return;
      }
    }
    TopK results = scratch.results();
    for (int i = 0; i < results.size(); i++) {
      out.offer(results.score(i), results.row(i));
    }
  }

  /** How many rows are scored again, or kept where none are. */
  private static int wanted(SearchParams params, ListScan scan, int k) {
    if (scan.isExact() || !params.codes().rescore()) {
      return k;
    }
    float oversampling = params.codes().oversampling();
    double wanted = oversampling > 0 ? (double) oversampling * k : scan.oversampled(k);
    return (int) Math.min(MOST_WANTED, Math.ceil(wanted));
  }

  /**
   * Scans the best lists, and further ones until enough accepted rows were met.
   *
   * @return how many it were
   */
  private int probe(
      float[] query, ListScan scan, int probes, int k, RowFilter filter, SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    TopK best = scratch.lists();
    Visited scanned = scratch.scanned();
    scanned.reset(lists.count());
    double share = Math.min(1, (double) filter.estimate() / lists.entries());
    long good = 0;
    long accepted = 0;
    boolean onRim = false;
    int reach = 0;
    for (int further = probes; further > reach; ) {
      boolean first = reach == 0;
      long acceptedBefore = accepted;
      reach = further;
      ranking.rank(query, reach, scan instanceof DigitScan, scratch);
      for (int i = 0; i < reach; i++) {
        int list = best.row(i);
        if (scanned.add(list)) {
          int before = pool.size();
          int next = best.row(Math.min(i + 1, reach - 1));
          good += scan.scan(query, list, best.score(i), next, filter, scratch);
          accepted += pool.size() - before;
          pool.tighten();
        }
      }
      onRim |= first && ProbeCost.isBarren(share, good, accepted);
      boolean goOn = pool.size() < k || (onRim && accepted > acceptedBefore);
      further = ProbeCost.reach(lists.count(), probes, reach, goOn, good, accepted);
    }
    return reach;
  }

  /**
   * Where even the worst candidates might have been among the best, so might rows that were
   * dropped: this looks for those.
   */
  private float scanAgain(
      float[] query,
      ListScan scan,
      int reach,
      float least,
      RowFilter filter,
      SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    TopK best = scratch.lists();
    pool.resetToDropped((int) Math.min(MOST_WANTED, (long) MORE * pool.wanted()), least);
    for (int i = 0; i < reach; i++) {
      int before = pool.size();
      int next = best.row(Math.min(i + 1, reach - 1));
      scan.scan(query, best.row(i), best.score(i), next, filter, scratch);
      int kept = before;
      for (int j = before; j < pool.size(); j++) {
        if (pool.isNew(j)) {
          pool.move(j, kept++);
        }
      }
      pool.cut(kept);
      pool.tighten();
    }
    pool.keepBest();
    return scoring.best(query, scratch);
  }

  private static void offerEstimates(SearchScratch scratch) {
    CandidatePool pool = scratch.pool();
    for (int i = 0; i < pool.size(); i++) {
      scratch.results().offer(pool.score(i), pool.row(i));
    }
  }

  private RowFilter withVector(RowFilter filter) {
    return lists.entries() == vectors.rows() ? filter : filter.within(present);
  }
}
