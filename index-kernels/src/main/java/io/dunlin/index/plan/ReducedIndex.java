package io.dunlin.index.plan;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.transform.Pca;

/**
 * Search in an index of the rows' principal components. The best by these are scored again by the
 * whole vectors, unless the search says otherwise.
 *
 * @param vectors whole
 * @param inner of the projected rows
 */
record ReducedIndex(VectorScorer vectors, Pca pca, VectorIndex inner) implements VectorIndex {
  /** What was left out may swap neighbours. */
  private static final float OVERSAMPLING = 4;

  /**
   * By what projected rows are compared. Vectors of length one are as near as their inner product
   * is great; and distances are what is told apart best.
   */
  static Metric innerMetric(Metric metric) {
    return metric == Metric.COSINE ? Metric.EUCLID : metric;
  }

  @Override
  public VectorRows rows() {
    return vectors.data();
  }

  @Override
  public Metric metric() {
    return vectors.metric();
  }

  @Override
  public void search(
      float[] vector, SearchParams params, RowFilter filter, SearchScratch scratch, TopK out) {
    rows().requireDimension(vector);
    if (params.exact() || params.codes().ignore()) {
      scratch.report().choose(Way.SCAN, params.exact() ? Reason.EXACT_ASKED : Reason.CODES_IGNORED);
      new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels())
          .search(vector, params, filter, scratch, out);
      return;
    }
    float[] projected = scratch.projected(pca.outputs());
    if (inner.metric() == Metric.DOT) {
      pca.projectDirection(vectors.kernels(), vector, projected);
    } else {
      pca.project(vectors.kernels(), vector, projected);
    }
    float asked = params.codes().oversampling();
    double wanted = Math.ceil((double) (asked == 0 ? OVERSAMPLING : asked) * out.k());
    TopK shortlist = scratch.shortlist();
    shortlist.reset((int) Math.min(vectors.rows(), wanted));
    inner.search(projected, params, filter, scratch, shortlist);
    rescore(scratch.keepWhole(vector), shortlist, scratch, out);
  }

  private void rescore(float[] query, TopK shortlist, SearchScratch scratch, TopK out) {
    int count = shortlist.size();
    int[] rows = scratch.nodes(count);
    float[] scores = scratch.scores(count);
    for (int i = 0; i < count; i++) {
      rows[i] = shortlist.row(i);
    }
    vectors.scores(query, rows, 0, count, scores);
    scratch.addScored(count);
    scratch.report().addRescored(count);
    for (int i = 0; i < count; i++) {
      out.offer(scores[i], rows[i]);
    }
  }
}
