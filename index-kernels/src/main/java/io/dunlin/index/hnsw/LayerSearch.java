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
  /** Accepted rows that a filtered search starts from. */
  private static final int SPREAD = 32;

  /** How many times fewer accepted ones than expected make a place barren. */
  private static final int BARREN = 8;

  /** With fewer expected, finding none says nothing. */
  private static final int FEWEST_EXPECTED = 4;

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

  /**
   * Leaves the best {@code ef} accepted nodes of the ground layer in the scratch's results, scoring
   * accepted ones only. Where few links of a node are accepted, the links of those that are not are
   * taken in their place, so that the accepted nodes hang together although the graph knows nothing
   * of the filter (Patel et al., "ACORN", SIGMOD 2024, section 5.2: ACORN-1).
   *
   * <p>It starts from {@code start} and from some accepted rows spread over the table. Where next
   * to nothing near the query is accepted, the best rows lie far apart, on the rim of what is
   * refused, and following links does not lead from one to the other: then it does not try.
   *
   * @param budget how many scores may be computed
   * @return false if there was no point in it, or the budget was spent before it came to its end
   */
  boolean nearestAccepted(
      float[] query, int start, int ef, RowFilter filter, long budget, SearchScratch scratch) {
    Visited visited = scratch.visited();
    CandidateHeap candidates = scratch.candidates();
    TopK results = scratch.results();
    visited.reset(graph.layerSize(0));
    candidates.clear();
    results.reset(ef);
    if (isBarren(start, filter)) {
      return false;
    }
    int room = Math.max(graph.maxLinks(0), 1 + SPREAD);
    int[] nodes = scratch.nodes(room);
    float[] scores = scratch.scores(room);
    int count = starts(start, filter, visited, nodes);
    scorer.scores(query, nodes, 0, count, scores);
    scratch.addScored(count);
    for (int i = 0; i < count; i++) {
      candidates.push(scores[i], nodes[i]);
      if (i > 0 || filter.accepts(start)) {
        results.offer(scores[i], nodes[i]);
      }
    }
    long left = budget - count;
    while (!candidates.isEmpty() && candidates.bestScore() >= results.worst()) {
      if (left <= 0) {
        return false;
      }
      count = acceptedAround(candidates.pop(), filter, visited, nodes, scratch);
      scorer.scores(query, nodes, 0, count, scores);
      scratch.addScored(count);
      left -= count;
      for (int i = 0; i < count; i++) {
        if (results.offer(scores[i], nodes[i])) {
          candidates.push(scores[i], nodes[i]);
        }
      }
    }
    return true;
  }

  /** Whether far fewer of the nodes within two steps are accepted than of all. */
  private boolean isBarren(int start, RowFilter filter) {
    int seen = 0;
    int accepted = 0;
    for (int i = 0; i < graph.linkCount(0, start); i++) {
      int between = graph.link(0, start, i);
      for (int j = 0; j < graph.linkCount(0, between); j++) {
        seen++;
        accepted += filter.accepts(graph.link(0, between, j)) ? 1 : 0;
      }
    }
    double expected = (double) seen * filter.estimate() / graph.layerSize(0);
    return expected >= FEWEST_EXPECTED && accepted < expected / BARREN;
  }

  /** The node given, and after it accepted ones. */
  private int starts(int start, RowFilter filter, Visited visited, int[] nodes) {
    int count = 0;
    nodes[count++] = start;
    visited.add(start);
    long size = graph.layerSize(0);
    for (int i = 0; i < SPREAD; i++) {
      int from = (int) (i * size / SPREAD);
      int end = (int) ((i + 1) * size / SPREAD);
      int row = filter.nextAccepted(from, end);
      if (row < end && graph.hasNode(row) && visited.add(row)) {
        nodes[count++] = row;
      }
    }
    return count;
  }

  /** Accepted nodes not met before, at most as many as a node has links: one or two steps away. */
  private int acceptedAround(
      int node, RowFilter filter, Visited visited, int[] nodes, SearchScratch scratch) {
    int most = graph.maxLinks(0);
    int[] refused = scratch.rows(most);
    int refusedCount = 0;
    int count = 0;
    for (int i = 0; i < graph.linkCount(0, node); i++) {
      int target = graph.link(0, node, i);
      if (!visited.add(target)) {
        continue;
      }
      if (filter.accepts(target)) {
        nodes[count++] = target;
      } else {
        refused[refusedCount++] = target;
      }
    }
    for (int r = 0; r < refusedCount && count < most; r++) {
      int between = refused[r];
      int links = graph.linkCount(0, between);
      for (int i = 0; i < links && count < most; i++) {
        int target = graph.link(0, between, i);
        if (filter.accepts(target) && visited.add(target)) {
          nodes[count++] = target;
        }
      }
    }
    return count;
  }
}
