package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.score.RowScorer;
import io.dunlin.index.search.CandidateHeap;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.search.Visited;

/**
 * Best-first search in the ground layer that scores accepted rows only. Where few links of a node
 * are accepted, the links of those that are not are taken in their place, so that the accepted
 * nodes hang together although the graph knows nothing of the filter (Patel et al., "ACORN", SIGMOD
 * 2024, section 5.2: ACORN-1).
 */
record AcceptedSearch(RowScorer scorer, HnswGraph graph, LinkLists links, Kernels kernels) {
  /** Accepted rows that a search starts from, beside the one given. */
  private static final int SPREAD = 32;

  /** Links of links that are looked at to tell what a place is like. */
  private static final int MOST_SEEN = 512;

  AcceptedSearch(RowScorer scorer, HnswGraph graph, Kernels kernels) {
    this(scorer, graph, graph.groundLinks(), kernels);
  }

  /**
   * The share of accepted ones among the links of a node, or where that is small, among those of
   * its links; they count as often as there is a way to them.
   */
  double shareAround(int node, RowFilter filter) {
    int own = acceptedLinks(node, filter);
    if (2 * own >= links.size(node)) {
      return (double) own / Math.max(links.size(node), 1);
    }
    int seen = 0;
    int accepted = 0;
    for (int i = 0; i < links.size(node) && seen < MOST_SEEN; i++) {
      int between = links.link(node, i);
      seen += links.size(between);
      accepted += acceptedLinks(between, filter);
    }
    return (double) accepted / Math.max(seen, 1);
  }

  private int acceptedLinks(int node, RowFilter filter) {
    int accepted = 0;
    for (int i = 0; i < links.size(node); i++) {
      accepted += filter.accepts(links.link(node, i)) ? 1 : 0;
    }
    return accepted;
  }

  /**
   * Leaves the best {@code ef} accepted nodes in the scratch's results. Starts from {@code start}
   * and from some accepted rows spread over the table.
   *
   * @param budget how many scores may be computed
   * @return false if the budget was spent before the search came to its end
   */
  boolean nearest(
      float[] query, int start, int ef, RowFilter filter, long budget, SearchScratch scratch) {
    Visited visited = scratch.visited();
    CandidateHeap candidates = scratch.candidates();
    TopK results = scratch.results();
    visited.reset(links.count());
    candidates.clear();
    results.reset(ef);
    int room = Math.max(2 * links.most(), 1 + SPREAD);
    int[] nodes = scratch.nodes(room);
    int[] refused = scratch.rows(links.most());
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
      count = kernels.acceptedLinks(links, candidates.pop(), filter, visited, refused, nodes);
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

  /** The node given, and after it accepted ones. */
  private int starts(int start, RowFilter filter, Visited visited, int[] nodes) {
    int count = 0;
    nodes[count++] = start;
    visited.add(start);
    long size = links.count();
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
}
