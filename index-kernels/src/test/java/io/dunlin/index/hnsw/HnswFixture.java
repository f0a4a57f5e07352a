package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A clustered table, queries from the same clusters, and how well an index answers them. */
final class HnswFixture {
  static final Kernels KERNELS = Kernels.choose("auto");
  static final HnswParams PARAMS = new HnswParams(16, 100, 42);
  private static final int CLUSTERS = 50;
  private static final int QUERIES = 100;
  private static final int K = 10;

  final VectorRows rows;
  final float[][] queries;
  final Metric metric;

  HnswFixture(long seed, int count, int dimension, Metric metric) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] centers = TestRows.uniform(random, CLUSTERS, dimension);
    this.rows = TestRows.of(TestRows.clustered(random, count, centers));
    this.queries = TestRows.clustered(random, QUERIES, centers);
    this.metric = metric;
  }

  HnswFixture(VectorRows rows, float[][] queries, Metric metric) {
    this.rows = rows;
    this.queries = queries;
    this.metric = metric;
  }

  /** The same with rows of another type; queries stay floats, in its range. */
  HnswFixture as(ComponentType type) {
    float[][] moved = new float[queries.length][];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = queries[i].clone();
      TestRows.fit(type, moved[i]);
    }
    return new HnswFixture(TestRows.as(type, rows), moved, metric);
  }

  VectorScorer scorer() {
    return scorer(KERNELS);
  }

  VectorScorer scorer(Kernels kernels) {
    return new VectorScorer(rows, metric, kernels);
  }

  HnswGraph build(int threads) {
    return build(rows, metric, RowFilter.all(rows.count()), threads);
  }

  static HnswGraph build(VectorRows rows, Metric metric, RowFilter present, int threads) {
    Arena arena = Arena.ofAuto();
    return HnswGraph.build(
        new VectorScorer(rows, metric, KERNELS),
        PARAMS,
        present,
        threads,
        arena,
        inserted -> {},
        () -> false);
  }

  HnswIndex index(HnswGraph graph) {
    return new HnswIndex(scorer(), graph);
  }

  /** Share of the true ten best among the ten found. */
  double recall(HnswIndex index, int ef, RowFilter filter) {
    FlatIndex exact = new FlatIndex(rows, metric, KERNELS);
    int found = 0;
    int wanted = 0;
    for (float[] query : queries) {
      int[] truth = search(exact, query, K, ef, filter);
      int[] answer = search(index, query, K, ef, filter);
      wanted += truth.length;
      found += (int) IntStream.of(truth).filter(row -> contains(answer, row)).count();
    }
    return (double) found / wanted;
  }

  /** Share of the ten found that score no less than the true tenth. */
  double recallOfScores(HnswIndex index, int ef) {
    FlatIndex exact = new FlatIndex(rows, metric, KERNELS);
    RowFilter all = RowFilter.all(rows.count());
    int found = 0;
    for (float[] query : queries) {
      int[] truth = search(exact, query, K, ef, all);
      int[] answer = search(index, query, K, ef, all);
      float[] scores = new float[2 * K];
      KERNELS.scores(metric, query, rows, truth, 0, K, scores);
      float tenth = scores[K - 1];
      KERNELS.scores(metric, query, rows, answer, 0, answer.length, scores);
      found += (int) IntStream.range(0, answer.length).filter(i -> scores[i] >= tenth).count();
    }
    return (double) found / (K * queries.length);
  }

  static int[] search(VectorIndex index, float[] query, int k, int ef, RowFilter filter) {
    TopK out = new TopK();
    out.reset(k);
    index.search(query, new SearchParams(ef, false), filter, new SearchScratch(), out);
    out.sort();
    return IntStream.range(0, out.size()).map(out::row).toArray();
  }

  private static boolean contains(int[] rows, int row) {
    return IntStream.of(rows).anyMatch(other -> other == row);
  }
}
