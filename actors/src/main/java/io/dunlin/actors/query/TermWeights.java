package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.RowFilter;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.index.sparse.SparseQuery;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * Counts how many points have the terms of sparse queries. A search of one shard is weighed here,
 * by the view that it searches; one of several gets its weights from whoever asks them all, who has
 * added up what each has counted.
 */
final class TermWeights {
  private TermWeights() {}

  /** The queries, those that want it with other weights. */
  static List<ShardQuery> weighted(ShardView view, List<ShardQuery> queries) {
    if (queries.stream().noneMatch(query -> query.params().idf())) {
      return queries;
    }
    List<ShardQuery> weighted = new ArrayList<>();
    for (ShardQuery query : queries) {
      if (query.params().idf()) {
        TermCounts counts = count(view, ReadProtocol.CountTerms.of(query, Filter.ALL));
        weighted.add(query.with(query.scoring().map(counts::weighted)));
      } else {
        weighted.add(query);
      }
    }
    return weighted;
  }

  /** Among the live points that match. */
  static TermCounts count(ShardView view, ReadProtocol.CountTerms asked) {
    SparseQuery terms =
        new SparseQuery(
            asked.terms().stream().mapToInt(Integer::intValue).toArray(),
            new float[asked.terms().size()]);
    long points = 0;
    long[] having = new long[terms.terms()];
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      if (!slice.stores(asked.using())) {
        continue;
      }
      SparseIndex index = slice.segment().sparseIndex(asked.using(), slice.rows());
      points +=
          asked.corpus().isAll()
              ? countAll(slice, asked.using(), index, terms, having)
              : countMatching(slice, asked, index, terms, having);
    }
    Map<Integer, Long> counts = new HashMap<>();
    for (int term = 0; term < having.length; term++) {
      counts.put(asked.terms().get(term), having[term]);
    }
    return new TermCounts(points, counts);
  }

  /** Postings know how many rows have a term; those that are dead are looked at. */
  private static long countAll(
      SegmentSlice slice, String using, SparseIndex index, SparseQuery terms, long[] having) {
    int[] frequencies = index.frequencies(terms);
    int end = slice.rows();
    ImmutableRoaringBitmap present = slice.segment().having(using, end);
    long points = present.getLongCardinality();
    for (int row = slice.dead().nextDead(0);
        row >= 0 && row < end;
        row = slice.dead().nextDead(row + 1)) {
      index.takeOut(row, terms, frequencies);
      points -= present.contains(row) ? 1 : 0;
    }
    add(frequencies, having);
    return points;
  }

  private static long countMatching(
      SegmentSlice slice,
      ReadProtocol.CountTerms asked,
      SparseIndex index,
      SparseQuery terms,
      long[] having) {
    RowFilter rows = SliceFilter.of(slice, asked.corpus(), asked.using());
    int[] frequencies = new int[having.length];
    long points = 0;
    int end = slice.rows();
    for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
      index.putIn(row, terms, frequencies);
      points++;
    }
    add(frequencies, having);
    return points;
  }

  private static void add(int[] frequencies, long[] having) {
    for (int term = 0; term < having.length; term++) {
      having[term] += frequencies[term];
    }
  }
}
