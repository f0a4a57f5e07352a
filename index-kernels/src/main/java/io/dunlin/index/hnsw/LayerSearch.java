package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.score.RowScorer;
import io.dunlin.index.search.CandidateHeap;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.search.Visited;

/**
 * Best-first search in one layer (algorithm 2 of the paper), and the descent through the layers
 * that leads to it. The links of a node that were not met before are scored in one call, so that
 * their cache misses overlap. Queries are prepared for the scorer.
 */
record LayerSearch(RowScorer scorer, HnswGraph graph) {
  private static final RowFilter ANY = RowFilter.all(Integer.MAX_VALUE);

  /** From the entry point down to {@code level}: the best node found there to start from. */
  int descend(float[] query, int level, SearchScratch scratch) {
    int node = graph.entryNode();
    for (int upper = graph.entryLevel(); upper > level; upper--) {
      node = below(upper, best(query, upper, node, scratch));
    }
    return node;
  }

  /** The number that a node of {@code level} has in the layer below. */
  int below(int level, int node) {
    return level == 1 ? graph.row(1, node) : node;
  }

  private int best(float[] query, int level, int start, SearchScratch scratch) {
    nearest(query, level, start, 1, scratch);
    return scratch.results().row(0);
  }

  /** Leaves the best {@code ef} nodes of a layer in the scratch's results. */
  void nearest(float[] query, int level, int start, int ef, SearchScratch scratch) {
    nearest(query, level, start, ef, ANY, Long.MAX_VALUE, scratch);
  }

  /**
   * Leaves the best {@code ef} nodes of a layer whose rows are accepted in the scratch's results.
   * Others are walked through. The filter is asked only for rows good enough to be a result.
   *
   * @param budget how many scores may be computed
   * @return false if the budget was spent before the search came to its end
   */
  boolean nearest(
      float[] query,
      int level,
      int start,
      int ef,
      RowFilter filter,
      long budget,
      SearchScratch scratch) {
    Visited visited = scratch.visited();
    CandidateHeap candidates = scratch.candidates();
    TopK results = scratch.results();
    visited.reset(graph.layerSize(level));
    candidates.clear();
    results.reset(ef);
    int[] nodes = scratch.nodes(graph.maxLinks(level));
    int[] rowIds = level == 0 ? nodes : scratch.rows(graph.maxLinks(level));
    float[] scores = scratch.scores(graph.maxLinks(level));
    nodes[0] = start;
    rowIds[0] = graph.row(level, start);
    visited.add(start);
    int count = 1;
    long left = budget;
    while (true) {
      scorer.scores(query, rowIds, 0, count, scores);
      scratch.addScored(count);
      left -= count;
      for (int i = 0; i < count; i++) {
        if (results.admits(scores[i], nodes[i])) {
          candidates.push(scores[i], nodes[i]);
          if (filter.accepts(rowIds[i])) {
            results.offer(scores[i], nodes[i]);
          }
        }
      }
      if (candidates.isEmpty() || candidates.bestScore() < results.worst()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      count = unmetLinks(level, candidates.pop(), visited, nodes);
      if (!candidates.isEmpty()) {
        scratch.keepRead(graph.expect(level, candidates.best()));
      }
      if (level > 0) {
        for (int i = 0; i < count; i++) {
          rowIds[i] = graph.row(level, nodes[i]);
        }
      }
    }
  }

  private int unmetLinks(int level, int node, Visited visited, int[] nodes) {
    int links = graph.linkCount(level, node);
    int count = 0;
    for (int i = 0; i < links; i++) {
      int target = graph.link(level, node, i);
      if (visited.add(target)) {
        nodes[count++] = target;
      }
    }
    return count;
  }
}
