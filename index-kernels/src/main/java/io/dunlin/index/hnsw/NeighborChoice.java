package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.TopK;

/**
 * Which candidates become links (algorithm 4 of the paper): from the best on, each that is nearer
 * to the node than to every link chosen before. So links point in different directions. A copy is
 * as near to another copy as can be, so of many copies of one vector a single one is chosen, and
 * the others do not take the places of links that lead away.
 */
record NeighborChoice(VectorRows rows, Metric metric, Kernels kernels) {
  /** Chosen rows that a candidate is compared with in one call. */
  private static final int TOGETHER = 8;

  /** Writes at most {@code max} nodes to {@code links} and says how many. */
  int choose(Candidates candidates, int max, InsertScratch scratch, int[] links) {
    int[] chosenRows = scratch.search.rows(max);
    int count = 0;
    int refused = 0;
    for (int i = 0; i < candidates.count && count < max; i++) {
      if (isNearerThanChosen(candidates, i, chosenRows, count, scratch)) {
        chosenRows[count] = candidates.rows[i];
        links[count++] = candidates.nodes[i];
      } else {
        candidates.nodes[refused++] = candidates.nodes[i];
      }
    }
    candidates.refused = refused;
    return count;
  }

  /**
   * The same, then places that are left go to the best of the refused (keepPrunedConnections in the
   * paper). For new nodes only: on full lists it would have to be done again at every insertion,
   * which costs half the speed for little more recall.
   */
  int chooseAndFill(Candidates candidates, int max, InsertScratch scratch, int[] links) {
    int count = choose(candidates, max, scratch, links);
    for (int i = 0; i < candidates.refused && count < max; i++) {
      links[count++] = candidates.nodes[i];
    }
    return count;
  }

  /** The links of a node and one more, as candidates for it. */
  void collect(HnswGraph graph, int level, int node, int target, InsertScratch scratch) {
    int count = graph.linkCount(level, node);
    int[] nodes = scratch.search.nodes(count + 1);
    int[] rowIds = scratch.search.rows(count + 1);
    float[] scores = scratch.search.scores(count + 1);
    for (int i = 0; i <= count; i++) {
      nodes[i] = i < count ? graph.link(level, node, i) : target;
      rowIds[i] = graph.row(level, nodes[i]);
    }
    rows.read(graph.row(level, node), scratch.other);
    kernels.scores(metric, scratch.other, rows, rowIds, 0, count + 1, scores);
    TopK sorted = scratch.search.results();
    sorted.reset(count + 1);
    for (int i = 0; i <= count; i++) {
      sorted.offer(scores[i], nodes[i]);
    }
    sorted.sort();
    scratch.candidates.takeAll(sorted, graph, level);
  }

  private boolean isNearerThanChosen(
      Candidates candidates, int index, int[] chosenRows, int count, InsertScratch scratch) {
    if (count == 0) {
      return true;
    }
    float[] scores = scratch.search.scores(count);
    rows.read(candidates.rows[index], scratch.other);
    for (int from = 0; from < count; from += TOGETHER) {
      int to = Math.min(count, from + TOGETHER);
      kernels.scores(metric, scratch.other, rows, chosenRows, from, to, scores);
      for (int i = from; i < to; i++) {
        if (scores[i] >= candidates.scores[index]) {
          return false;
        }
      }
    }
    return true;
  }
}
