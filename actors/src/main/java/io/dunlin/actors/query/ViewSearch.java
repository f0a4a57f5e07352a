package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.SearchReport;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.segment.Segment;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Nearest points of a view: the best of each segment, merged. One per searching thread; reuses its
 * scratch.
 */
final class ViewSearch {
  private final KindSearch kinds = new KindSearch();
  private final List<TopK> tops = new ArrayList<>();

  private record Scored(PointId id, float score, SegmentSlice slice, int row) {}

  private static final Comparator<Scored> BEST_FIRST =
      (a, b) -> {
        int byScore = Float.compare(b.score(), a.score());
        return byScore != 0 ? byScore : a.id().compareTo(b.id());
      };

  /**
   * One list for each query, best first; scores are the internal ones. The caller holds the view.
   */
  List<List<Hit>> search(ShardView view, List<ShardQuery> queries) {
    List<ShardQuery> weighted = TermWeights.weighted(view, queries);
    List<List<Scored>> found = new ArrayList<>();
    queries.forEach(_ -> found.add(new ArrayList<>()));
    int from = 0;
    while (from < queries.size()) {
      int to = from + 1;
      while (to < queries.size() && queries.get(to).sameRows(queries.get(from))) {
        to++;
      }
      for (Part part : view.parts()) {
        searchSlice(part.slice(), weighted.subList(from, to), found.subList(from, to));
      }
      from = to;
    }
    List<List<Hit>> hits = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      hits.add(best(found.get(i), queries.get(i)));
    }
    return hits;
  }

  /**
   * The same, one query after the other, and how each went through the segments.
   *
   * @param reports a list for each query is added
   */
  List<List<Hit>> explained(
      ShardView view, List<ShardQuery> queries, List<List<ShardReport.Segment>> reports) {
    List<ShardQuery> weighted = TermWeights.weighted(view, queries);
    List<List<Hit>> hits = new ArrayList<>();
    for (ShardQuery query : weighted) {
      List<ShardReport.Segment> segments = new ArrayList<>();
      List<Scored> found = new ArrayList<>();
      for (Part part : view.parts()) {
        kinds.report().begin(Way.NONE, whyLeftOut(part.slice(), query));
        long before = kinds.scored();
        long start = System.nanoTime();
        searchSlice(part.slice(), List.of(query), List.of(found));
        long nanos = System.nanoTime() - start;
        segments.add(report(part, query, kinds.scored() - before, nanos));
      }
      hits.add(best(found, query));
      reports.add(segments);
    }
    return hits;
  }

  /** Bytes of the rows that a search for the nearest to a vector scans, without a filter. */
  static long scannedBytes(ShardView view, ShardQuery query) {
    long bytes = 0;
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      if (slice.stores(query.using())
          && slice.segment().specs().get(query.using()) instanceof VectorSpec spec
          && !spec.isMulti()
          && !query.indexedOnly()
          && slice.segment().index(query.using(), slice.rows()) instanceof FlatIndex flat) {
        bytes += flat.rows().rowBytes() * slice.live();
      }
    }
    return bytes;
  }

  /** Why a segment is not searched, if it turns out not to be. */
  private static Reason whyLeftOut(SegmentSlice slice, ShardQuery query) {
    if (slice.live() == 0) {
      return Reason.EMPTY;
    }
    return query.indexedOnly() && !slice.segment().indexed(query.using())
        ? Reason.NOT_INDEXED
        : Reason.NOTHING_ACCEPTED;
  }

  private ShardReport.Segment report(Part part, ShardQuery query, long scored, long nanos) {
    SegmentSlice slice = part.slice();
    SearchReport went = kinds.report();
    ShardReport.Kind kind = part.settled() ? ShardReport.Kind.FROZEN : ShardReport.Kind.GROWING;
    return new ShardReport.Segment(
        part.name(),
        part.sealed() ? ShardReport.Kind.SEALED : kind,
        slice.rows(),
        slice.live(),
        slice.segment().indexed(query.using()),
        went.way(),
        went.reason(),
        SegmentFilter.report(slice, query.filter(), query.using()),
        went.breadth(),
        went.lists(),
        went.scanLimit(),
        scored,
        went.estimated(),
        went.rescored(),
        nanos);
  }

  /** Queries over the same rows: where they are scanned, one pass serves them all. */
  private void searchSlice(SegmentSlice slice, List<ShardQuery> queries, List<List<Scored>> found) {
    ShardQuery first = queries.getFirst();
    Segment segment = slice.segment();
    if (slice.live() == 0
        || !slice.stores(first.using())
        || (first.indexedOnly() && !segment.indexed(first.using()))) {
      return;
    }
    RowFilter rows = SliceFilter.of(slice, first.filter(), first.using());
    if (rows.estimate() == 0) {
      return;
    }
    TopK[] outs = new TopK[queries.size()];
    for (int i = 0; i < outs.length; i++) {
      outs[i] = top(i);
      outs[i].reset(Math.min(queries.get(i).limit(), slice.live()), segment::compareIds);
    }
    kinds.search(slice, queries, rows, outs);
    for (int i = 0; i < outs.length; i++) {
      outs[i].sort();
      for (int rank = 0; rank < outs[i].size(); rank++) {
        int row = outs[i].row(rank);
        found.get(i).add(new Scored(segment.id(row), outs[i].score(rank), slice, row));
      }
    }
  }

  private static List<Hit> best(List<Scored> found, ShardQuery query) {
    found.sort(BEST_FIRST);
    List<Hit> hits = new ArrayList<>();
    for (Scored scored : found.subList(0, Math.min(found.size(), query.limit()))) {
      hits.add(query.projection().hit(scored.slice(), scored.row(), scored.score()));
    }
    return hits;
  }

  private TopK top(int i) {
    while (tops.size() <= i) {
      tops.add(new TopK());
    }
    return tops.get(i);
  }
}
