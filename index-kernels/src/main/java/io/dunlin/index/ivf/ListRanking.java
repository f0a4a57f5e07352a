package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import org.jspecify.annotations.Nullable;

/** Which lists are best for a query: by the scores of all centroids, or by a walk among them. */
final class ListRanking {
  /** How many more lists a walk looks for than are wanted: it misses some of the last. */
  private static final double BREADTH = 1.5;

  /** A walk for more of the lists than this share scores about all of them, at random. */
  private static final double MOST_BY_GRAPH = 0.1;

  /** Lists whose scores are computed, of those with the best estimates: so many more, */
  private static final int SPARE = 8;

  /** and so many times as many. */
  private static final int SPARES = 2;

  /** With a larger share of all lists, estimates save nothing. */
  private static final double MOST_BY_CODES = 0.5;

  /** Blocks between which the threshold is raised. */
  private static final int BLOCKS = 16;

  private static final SearchParams WALK = new SearchParams(16, false);

  private final Metric metric;
  private final VectorRows centroids;
  private final Kernels kernels;
  private final @Nullable HnswIndex graph;
  private final @Nullable CodeBlocks codes;
  private final VectorRows mean;
  private final RowFilter all;

  ListRanking(IvfLists lists, Metric metric, Kernels kernels) {
    HnswGraph links = lists.graph();
    this.metric = metric;
    this.centroids = lists.centroids();
    this.kernels = kernels;
    this.graph =
        links == null ? null : new HnswIndex(new VectorScorer(centroids, metric, kernels), links);
    this.codes = lists.coarse();
    this.mean = lists.meanRow();
    this.all = RowFilter.all(centroids.count());
  }

  /**
   * Leaves at least the best {@code count} lists in the scratch's lists, best first.
   *
   * @param prepared whether the scratch has tables of the query for the lists' codes
   */
  void rank(float[] query, int count, boolean prepared, SearchScratch scratch) {
    TopK best = scratch.lists();
    if (graph != null && count <= MOST_BY_GRAPH * centroids.count()) {
      best.reset((int) Math.ceil(BREADTH * count));
      graph.search(query, WALK, all, scratch, best);
    } else {
      best.reset(count);
      int estimated = SPARE + SPARES * count;
      if (prepared && codes != null && estimated <= MOST_BY_CODES * centroids.count()) {
        offerBest(query, codes, estimated, scratch, best);
      } else {
        offerAll(query, scratch, best);
      }
    }
    best.sort();
  }

  private void offerAll(float[] query, SearchScratch scratch, TopK best) {
    float[] scores = scratch.scores(centroids.count());
    kernels.scoresOfRange(metric, query, centroids, 0, centroids.count(), scores);
    for (int list = 0; list < centroids.count(); list++) {
      best.offer(scores[list], list);
    }
  }

  /** Scores only those whose estimates are best. */
  private void offerBest(
      float[] query, CodeBlocks blocks, int estimated, SearchScratch scratch, TopK best) {
    CandidatePool pool = scratch.listPool();
    pool.reset(estimated);
    float[] scores = scratch.scores(estimated);
    kernels.scoresOfRange(metric, query, mean, 0, 1, scores);
    float score = scores[0];
    for (int block = 0; block < blocks.count(); block += BLOCKS) {
      int some = Math.min(BLOCKS, blocks.count() - block);
      kernels.scanBlocks(blocks, block, some, scratch.tables(), score, block, all, pool);
      pool.tighten();
    }
    pool.keepBest();
    int[] found = scratch.nodes(estimated);
    for (int i = 0; i < pool.size(); i++) {
      found[i] = pool.row(i);
    }
    kernels.scores(metric, query, centroids, found, 0, pool.size(), scores);
    for (int i = 0; i < pool.size(); i++) {
      best.offer(scores[i], found[i]);
    }
  }
}
