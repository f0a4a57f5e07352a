package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A clustered table, queries from the same clusters, and how well an index answers them. */
final class IvfFixture {
  static final Kernels KERNELS = Kernels.choose("auto");
  static final long SEED = 20_261_126;
  private static final int CLUSTERS = 50;
  private static final int QUERIES = 50;

  final VectorRows rows;
  final float[][] queries;
  final Metric metric;

  IvfFixture(int count, int dimension, Metric metric) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centers = TestRows.uniform(random, CLUSTERS, dimension);
    float[][] vectors = TestRows.clustered(random, count, centers);
    this.queries = TestRows.clustered(random, QUERIES, centers);
    this.metric = metric;
    if (metric == Metric.COSINE) {
      normalize(vectors);
      normalize(queries);
    }
    this.rows = TestRows.of(vectors);
  }

  IvfFixture(VectorRows rows, float[][] queries, Metric metric) {
    this.rows = rows;
    this.queries = queries;
    this.metric = metric;
  }

  private static void normalize(float[][] vectors) {
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Vectors.normalize(vectors[i]);
    }
  }

  IvfLists build(IvfParams params) {
    return build(params, RowFilter.all(rows.count()), 2);
  }

  IvfLists build(IvfParams params, RowFilter present, int threads) {
    return IvfLists.build(
        vectors(), present, params, threads, Arena.ofAuto(), _ -> {}, () -> false);
  }

  IvfIndex index(IvfParams params) {
    return index(build(params));
  }

  IvfIndex index(IvfLists lists) {
    return new IvfIndex(vectors(), lists);
  }

  VectorScorer vectors() {
    return new VectorScorer(rows, metric, KERNELS);
  }

  /** Share of the true best {@code k} among those found. */
  double recall(VectorIndex index, int k, SearchParams params, RowFilter filter) {
    FlatIndex exact = new FlatIndex(rows, metric, KERNELS);
    int found = 0;
    int wanted = 0;
    for (float[] query : queries) {
      int[] truth = search(exact, query, k, params, filter);
      int[] answer = search(index, query, k, params, filter);
      wanted += truth.length;
      found += common(truth, answer);
    }
    return (double) found / wanted;
  }

  static int common(int[] truth, int[] answer) {
    return (int)
        IntStream.of(truth).filter(row -> IntStream.of(answer).anyMatch(a -> a == row)).count();
  }

  static int[] search(
      VectorIndex index, float[] query, int k, SearchParams params, RowFilter filter) {
    TopK out = results(index, query, k, params, filter);
    return IntStream.range(0, out.size()).map(out::row).toArray();
  }

  static TopK results(
      VectorIndex index, float[] query, int k, SearchParams params, RowFilter filter) {
    TopK out = new TopK();
    out.reset(k);
    index.search(query, params, filter, new SearchScratch(), out);
    out.sort();
    return out;
  }

  /** Looks through so many lists; the rest is the index's choice. */
  static SearchParams probing(int probes) {
    return new SearchParams(16, false, probes, SearchParams.CodeUse.DEFAULT);
  }
}
