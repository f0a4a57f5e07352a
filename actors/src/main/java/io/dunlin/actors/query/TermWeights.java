package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.index.sparse.SparseQuery;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * Weighs the terms of sparse queries by how rare they are: each weight is multiplied by {@code ln(1
 * + (N - n + 0.5) / (n + 0.5))}, where N points have the vector and n of them the term (the inverse
 * document frequency of BM25: Robertson and Zaragoza, "The probabilistic relevance framework: BM25
 * and beyond", 2009).
 *
 * <p>Points are those of the shard that are live: each shard weighs by itself, and the more even
 * points are spread the less that matters.
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
      weighted.add(
          query.params().idf()
              ? query.with(query.scoring().map(vector -> weighted(view, query.using(), vector)))
              : query);
    }
    return weighted;
  }

  private static VectorValue weighted(ShardView view, String name, VectorValue vector) {
    return vector instanceof VectorValue.Sparse sparse ? weighted(view, name, sparse) : vector;
  }

  private static VectorValue weighted(ShardView view, String name, VectorValue.Sparse query) {
    SparseQuery terms = new SparseQuery(query.indices(), query.values());
    long points = 0;
    long[] having = new long[terms.terms()];
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      if (!slice.stores(name)) {
        continue;
      }
      SparseIndex index = slice.segment().sparseIndex(name, slice.rows());
      int[] frequencies = index.frequencies(terms);
      int end = slice.rows();
      for (int row = slice.dead().nextDead(0);
          row >= 0 && row < end;
          row = slice.dead().nextDead(row + 1)) {
        index.takeOut(row, terms, frequencies);
      }
      for (int term = 0; term < having.length; term++) {
        having[term] += frequencies[term];
      }
      points += count(slice, name);
    }
    float[] weights = new float[having.length];
    for (int term = 0; term < weights.length; term++) {
      double rest = points - having[term] + 0.5;
      // The same bits on every machine.
      weights[term] =
          (float) (query.values()[term] * StrictMath.log1p(rest / (having[term] + 0.5)));
    }
    return new VectorValue.Sparse(query.indices(), weights);
  }

  private static long count(SegmentSlice slice, String name) {
    if (slice.segment().allHaveVector(name)) {
      return slice.live();
    }
    long count = 0;
    for (int row = 0; row < slice.rows(); row++) {
      count += slice.isLive(row) && slice.segment().hasVector(name, row) ? 1 : 0;
    }
    return count;
  }
}
