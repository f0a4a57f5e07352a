package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.score.PairScorer;
import io.dunlin.index.search.TopK;

/**
 * Which candidates become links (algorithm 4 of the paper): from the best on, each that is not much
 * nearer to a link chosen before than to the node. So links point in different directions. A copy
 * is as near to another copy as can be, so of many copies of one vector a single one is chosen, and
 * the others do not take the places of links that lead away.
 *
 * <p>How much nearer is alpha, as in Vamana (Subramanya et al., "DiskANN", NeurIPS 2019): with 1
 * any nearer link refuses a candidate, with more it must be nearer by that factor, which leaves
 * more links, long ones among them.
 */
record NeighborChoice(PairScorer scorer) {
  /** Chosen rows that a candidate is compared with in one call. */
  private static final int TOGETHER = 8;

  /**
   * Writes at most {@code max} nodes to {@code links} and says how many. While there are fewer than
   * {@code atLeast}, the best of the refused are taken too (keepPrunedConnections in the paper).
   */
  int choose(
      Candidates candidates,
      int atLeast,
      int max,
      float alpha,
      InsertScratch scratch,
      int[] links) {
    float slack = slack(alpha);
    int[] chosenRows = scratch.search.rows(max);
    int count = 0;
    int refused = 0;
    for (int i = 0; i < candidates.count && count < max; i++) {
      if (isRefused(candidates, i, chosenRows, count, slack, scratch)) {
        candidates.nodes[refused++] = candidates.nodes[i];
      } else {
        chosenRows[count] = candidates.rows[i];
        links[count++] = candidates.nodes[i];
      }
    }
    for (int i = 0; i < refused && count < atLeast; i++) {
      links[count++] = candidates.nodes[i];
    }
    return count;
  }

  /**
   * Writes all candidates but one: the farthest that is nearer to a better one than to the node, or
   * the farthest of all. Choosing anew would leave fewer, more diverse links, but with so many
   * comparisons at each insertion that half of the speed were lost.
   */
  int chooseAllButOne(Candidates candidates, InsertScratch scratch, int[] links) {
    float slack = slack(1);
    int out = candidates.count - 1;
    while (out > 0 && !isRefused(candidates, out, candidates.rows, out, slack, scratch)) {
      out--;
    }
    if (out == 0) {
      out = candidates.count - 1;
    }
    System.arraycopy(candidates.nodes, 0, links, 0, out);
    System.arraycopy(candidates.nodes, out + 1, links, out, candidates.count - 1 - out);
    return candidates.count - 1;
  }

  /** The links of a node as candidates for it. */
  void collect(HnswGraph graph, int level, int node, InsertScratch scratch) {
    int count = graph.linkCount(level, node);
    int[] nodes = scratch.search.nodes(count);
    readLinks(graph, level, node, count, nodes);
    sort(graph, level, node, nodes, count, scratch);
  }

  /** The links of a node and one more, as candidates for it. */
  void collectWith(HnswGraph graph, int level, int node, int target, InsertScratch scratch) {
    int count = graph.linkCount(level, node);
    int[] nodes = scratch.search.nodes(count + 1);
    readLinks(graph, level, node, count, nodes);
    nodes[count] = target;
    sort(graph, level, node, nodes, count + 1, scratch);
  }

  private static void readLinks(HnswGraph graph, int level, int node, int count, int[] nodes) {
    for (int i = 0; i < count; i++) {
      nodes[i] = graph.link(level, node, i);
    }
  }

  /** The first {@code count} of {@code nodes} as candidates for a node. */
  void sort(HnswGraph graph, int level, int node, int[] nodes, int count, InsertScratch scratch) {
    int[] rowIds = scratch.search.rows(count);
    for (int i = 0; i < count; i++) {
      rowIds[i] = graph.row(level, nodes[i]);
    }
    float[] scores = scratch.search.scores(count);
    scorer.prepareRow(graph.row(level, node), scratch.other);
    scorer.scores(scratch.other, rowIds, 0, count, scores);
    TopK sorted = scratch.search.results();
    sorted.reset(count);
    for (int i = 0; i < count; i++) {
      sorted.offer(scores[i], nodes[i]);
    }
    sorted.sort();
    scratch.candidates.takeAll(sorted, graph, level);
  }

  private boolean isRefused(
      Candidates candidates,
      int index,
      int[] chosenRows,
      int count,
      float slack,
      InsertScratch scratch) {
    if (count == 0) {
      return false;
    }
    float distance = distance(candidates.scores[index]);
    float[] scores = scratch.search.scores(count);
    scorer.prepareRow(candidates.rows[index], scratch.other);
    for (int from = 0; from < count; from += TOGETHER) {
      int to = Math.min(count, from + TOGETHER);
      scorer.scores(scratch.other, chosenRows, from, to, scores);
      for (int i = from; i < to; i++) {
        if (distance(scores[i]) * slack <= distance) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether scores tell distances, which alpha can be a factor of; an inner product does not. */
  boolean hasDistance() {
    return scorer.metric() != Metric.DOT;
  }

  /** Grows with the distance; for normalised vectors half of the squared Euclidean one. */
  private float distance(float score) {
    return scorer.metric() == Metric.COSINE ? 1 - score : -score;
  }

  /** What alpha means for {@link #distance}; it is 1 where there is none. */
  private float slack(float alpha) {
    return switch (scorer.metric()) {
      case EUCLID, COSINE -> alpha * alpha;
      case MANHATTAN, HAMMING, JACCARD -> alpha;
      case DOT -> 1;
    };
  }
}
