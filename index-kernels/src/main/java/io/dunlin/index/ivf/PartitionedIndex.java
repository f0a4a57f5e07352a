package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchReport;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.search.Visited;
import java.util.BitSet;
import java.util.List;

/**
 * Search in the lists of an inverted file, each of which has an index of its own: never fewer than
 * k results while k rows with a vector are accepted. Once there are k, a list is asked for a few,
 * and for more as long as all of them are among the best so far: most of the nearest lists hold few
 * of the nearest rows. With a filter, further lists are looked through as long as that brings
 * better results.
 */
public final class PartitionedIndex implements VectorIndex {
  /** What a score in a graph costs, in scores of a scan. */
  private static final double WALK_PER_SCAN = 1.5;

  /** From this share of accepted rows on, a search is as one without a filter. */
  private static final double MOST_ACCEPTED = 0.8;

  /** The share of k that a list is asked for first, */
  private static final double FEW = 0.125;

  /** but so many at least. */
  private static final int FEWEST = 4;

  /** How many times as many it is asked for next. */
  private static final int MORE = 4;

  /** The least breadth of a walk. */
  private static final int LEAST_EF = 16;

  private final VectorScorer vectors;
  private final IvfLists lists;
  private final List<? extends VectorIndex> parts;
  private final BitSet present;
  private final ListRanking ranking;
  private final FlatIndex exact;

  /**
   * @param lists of rows that do not lie in blocks
   * @param parts for each list an index of its rows, numbered from 0 in the order of its places
   */
  public PartitionedIndex(VectorScorer vectors, IvfLists lists, List<? extends VectorIndex> parts) {
    if (parts.size() != lists.count()) {
      throw new IllegalArgumentException(
          "%d indexes for %d lists".formatted(parts.size(), lists.count()));
    }
    if (lists.codec().inBlocks()) {
      throw new IllegalArgumentException("lists of " + lists.codec() + " lie in blocks");
    }
    this.vectors = vectors;
    this.lists = lists;
    this.parts = List.copyOf(parts);
    this.present = lists.present();
    this.ranking = new ListRanking(lists, vectors.metric(), vectors.kernels());
    this.exact = new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
  }

  @Override
  public VectorRows rows() {
    return vectors.data();
  }

  @Override
  public Metric metric() {
    return vectors.metric();
  }

  /** Of each list. */
  public List<? extends VectorIndex> parts() {
    return parts;
  }

  @Override
  public void search(
      float[] vector, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    rows().requireDimension(vector);
    int accepted = Math.min(filter.estimate(), lists.entries());
    SearchReport report = scratch.report();
    if (out.k() == 0 || accepted == 0) {
      report.choose(Way.NONE, Reason.NOTHING_ACCEPTED);
      return;
    }
    float[] query = scratch.keep(vector);
    int probes = ProbeCost.probes(lists, params, out.k());
    if (params.exact() || scans(probes, Math.max(params.ef(), out.k()), accepted)) {
      report.choose(Way.SCAN, params.exact() ? Reason.EXACT_ASKED : Reason.FEW_ACCEPTED);
      boolean all = lists.entries() == vectors.rows();
      exact.search(query, params, all ? filter : filter.within(present), scratch, out);
      return;
    }
    double share = (double) accepted / lists.entries();
    PartFilter inPart = new PartFilter(filter, share);
    boolean filtered = share < MOST_ACCEPTED;
    Visited searched = scratch.scanned();
    searched.reset(lists.count());
    long found = 0;
    int searchedLists = 0;
    boolean further = true;
    for (int reach = probes; further; reach = Math.min(lists.count(), 2 * reach)) {
      boolean better = false;
      ranking.rank(query, reach, false, scratch);
      for (int i = 0; i < reach; i++) {
        int list = scratch.lists().row(i);
        if (searched.add(list)) {
          searchedLists++;
          inPart.moveTo(list);
          TopK part = searchPart(query, list, params, inPart, scratch, out);
          found += part.size();
          better |= offer(part, list, out);
        }
      }
      further = reach < lists.count() && (found < out.k() || (filtered && better));
    }
    // The parts have written down ways of their own.
    report.choose(Way.LISTS_OF_GRAPHS, Reason.INDEX_IS_CHEAPER);
    report.lists(searchedLists);
    report.breadth(params.ef());
    report.scanLimit(0);
  }

  /** Whether fewer rows are accepted than searches of the lists would score. */
  private boolean scans(int probes, int ef, int accepted) {
    double share = (double) accepted / lists.entries();
    double searched = Math.min(lists.count(), probes / share);
    double perList = (double) lists.entries() / lists.count();
    double walk = Math.min(perList, ef * (Math.log(perList + 1) / Math.log(2)));
    return accepted <= lists.count() + WALK_PER_SCAN * searched * walk;
  }

  /** All of a list's rows that may be among the best so far. */
  private TopK searchPart(
      float[] query,
      int list,
      SearchParams params,
      RowFilter filter,
      SearchScratch scratch,
      TopK out) {
    TopK part = scratch.part();
    int k = out.k();
    int asked = out.size() < k ? k : Math.min(k, Math.max(FEWEST, (int) (FEW * k)));
    boolean more = true;
    while (more) {
      int ef = Math.max(LEAST_EF, (int) ((long) params.ef() * asked / k));
      part.reset(asked);
      parts
          .get(list)
          .search(query, new SearchParams(ef, false, 0, params.codes()), filter, scratch, part);
      more = asked < k && part.size() == asked && part.worst() > out.worst();
      asked = Math.min(k, MORE * asked);
    }
    return part;
  }

  /** Says whether any of the results was among the best so far. */
  private boolean offer(TopK part, int list, TopK out) {
    boolean better = false;
    for (int i = 0; i < part.size(); i++) {
      better |= out.offer(part.score(i), lists.rowAt(lists.start(list) + part.row(i)));
    }
    return better;
  }

  /** Rows of one list, numbered as its index does. */
  private final class PartFilter implements RowFilter {
    private final RowFilter filter;
    private final double share;
    private int start;
    private int size;

    PartFilter(RowFilter filter, double share) {
      this.filter = filter;
      this.share = share;
    }

    void moveTo(int list) {
      start = lists.start(list);
      size = lists.end(list) - start;
    }

    @Override
    public boolean accepts(int row) {
      return filter.accepts(lists.rowAt(start + row));
    }

    /** As many as elsewhere; at least one, since none would be a promise. */
    @Override
    public int estimate() {
      return Math.max(1, (int) Math.round(share * size));
    }
  }
}
