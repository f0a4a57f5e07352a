package io.dunlin.actors.query;

import io.dunlin.index.CombinedIndex;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.multi.MultiIndex;
import io.dunlin.index.multi.MultiSearcher;
import io.dunlin.index.search.SearchReport;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.index.sparse.SparseQuery;
import io.dunlin.index.sparse.SparseSearcher;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.List;

/** The best rows of a slice, by the index that its vector's kind has. One per searching thread. */
final class KindSearch {
  private final SearchScratch dense = new SearchScratch();
  private final SparseSearcher sparse = new SparseSearcher();
  private final MultiSearcher multi = new MultiSearcher();

  /** Rows, or vectors of multivectors, that all searches so far have compared. */
  long scored() {
    return dense.scored() + sparse.scored() + multi.scored();
  }

  /** How the last search of a slice went. */
  SearchReport report() {
    return dense.report();
  }

  /** Of queries for the same vector, over the same rows. */
  void search(SegmentSlice slice, List<ShardQuery> queries, RowFilter rows, TopK[] outs) {
    String name = queries.getFirst().using();
    switch (slice.segment().specs().get(name)) {
      case SparseSpec _ -> {
        SparseIndex index = slice.segment().sparseIndex(name, slice.rows());
        for (int i = 0; i < outs.length; i++) {
          sparse(index, queries.get(i).scoring(), rows, outs[i]);
          report().begin(sparse.scanned() ? Way.SCAN : Way.POSTINGS, reason(index, queries.get(i)));
        }
      }
      case VectorSpec spec when spec.isMulti() -> {
        MultiIndex index = slice.segment().multiIndex(name, slice.rows());
        for (int i = 0; i < outs.length; i++) {
          Scoring scoring = queries.get(i).scoring();
          List<float[]> vectors = scoring.vectors().stream().map(KindSearch::components).toList();
          multi.search(index, vectors, CombinedScore.of(scoring), rows, outs[i]);
          report().begin(Way.SCAN, Reason.NO_INDEX);
        }
      }
      case VectorSpec _ -> dense(slice, name, queries, rows, outs);
      case null -> throw new IllegalArgumentException("the segment has no vector '" + name + "'");
    }
  }

  private Reason reason(SparseIndex index, ShardQuery query) {
    if (!sparse.scanned()) {
      return Reason.INDEX_IS_CHEAPER;
    }
    if (index.postings().isEmpty()) {
      return Reason.NO_INDEX;
    }
    return query.scoring() instanceof Scoring.Nearest
        ? Reason.FEW_ACCEPTED
        : Reason.SEVERAL_EXAMPLES;
  }

  private void sparse(SparseIndex index, Scoring scoring, RowFilter rows, TopK out) {
    List<SparseQuery> queries = scoring.vectors().stream().map(KindSearch::query).toList();
    if (scoring instanceof Scoring.Nearest) {
      sparse.search(index, queries.getFirst(), rows, out);
    } else {
      sparse.search(index, queries, CombinedScore.of(scoring), rows, out);
    }
  }

  /** Where rows are scanned, one pass serves all queries. */
  private void dense(
      SegmentSlice slice, String name, List<ShardQuery> queries, RowFilter rows, TopK[] outs) {
    report().begin(Way.SCAN, Reason.NO_INDEX);
    VectorIndex index = slice.segment().index(name, slice.rows());
    float[][] targets = targets(queries);
    if (index instanceof FlatIndex flat && targets.length == queries.size() && targets.length > 1) {
      flat.search(targets, rows, dense, outs);
      return;
    }
    for (int i = 0; i < outs.length; i++) {
      ShardQuery query = queries.get(i);
      if (query.scoring() instanceof Scoring.Nearest(VectorValue target)) {
        index.search(components(target), query.params(), rows, dense, outs[i]);
      } else {
        report()
            .begin(
                Way.SCAN, index instanceof FlatIndex ? Reason.NO_INDEX : Reason.SEVERAL_EXAMPLES);
        CombinedIndex several =
            index instanceof CombinedIndex combined
                ? combined
                : slice.segment().scan(name, slice.rows());
        several.search(
            query.scoring().vectors().stream().map(KindSearch::components).toArray(float[][]::new),
            CombinedScore.of(query.scoring()),
            query.params(),
            rows,
            dense,
            outs[i]);
      }
    }
  }

  /** The vectors of those queries that ask for the nearest to one. */
  private static float[][] targets(List<ShardQuery> queries) {
    return queries.stream()
        .map(ShardQuery::scoring)
        .filter(Scoring.Nearest.class::isInstance)
        .map(scoring -> components(((Scoring.Nearest) scoring).vector()))
        .toArray(float[][]::new);
  }

  private static SparseQuery query(VectorValue vector) {
    VectorValue.Sparse terms = (VectorValue.Sparse) vector;
    return new SparseQuery(terms.indices(), terms.values());
  }

  private static float[] components(VectorValue vector) {
    return switch (vector) {
      case VectorValue.Dense(float[] components) -> components;
      case VectorValue.Multi(float[] components, int _) -> components;
      case VectorValue.Sparse _ ->
          throw new IllegalArgumentException("a sparse vector for one that is not");
    };
  }
}
