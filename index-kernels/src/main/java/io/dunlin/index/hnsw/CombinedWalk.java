package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.search.CandidateHeap;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.index.search.Visited;
import java.util.Arrays;

/**
 * Best-first search in the ground layer by one score that is made of those for several vectors. The
 * best rows can lie in several places, from which no link leads uphill to another: it starts from
 * the nodes that are nearest to each of the vectors. For one search.
 */
final class CombinedWalk {
  /** Nodes near each vector that are started from. */
  private static final int STARTS = 8;

  private final HnswGraph graph;
  private final QueryScorer scorer;
  private final Kernels kernels;
  private final Combination combination;
  private final LinkLists links;
  private final float[][] prepared;
  private final float[][] scores;

  CombinedWalk(
      HnswGraph graph,
      QueryScorer scorer,
      Kernels kernels,
      float[][] vectors,
      Combination combination) {
    this.graph = graph;
    this.scorer = scorer;
    this.kernels = kernels;
    this.combination = combination;
    this.links = graph.groundLinks();
    this.prepared = new float[vectors.length][scorer.preparedLength()];
    for (int i = 0; i < vectors.length; i++) {
      scorer.prepare(vectors[i], prepared[i]);
    }
    this.scores = new float[vectors.length][Math.max(2 * links.most(), STARTS * vectors.length)];
  }

  /**
   * Leaves the best {@code ef} accepted nodes in the scratch's results.
   *
   * @param stepsOver whether links of refused nodes are taken in their place, as {@link
   *     AcceptedSearch} does; else they are walked through
   * @param budget how many rows may be scored
   * @return false if the budget was spent before the search came to its end
   */
  boolean nearest(int ef, RowFilter filter, boolean stepsOver, long budget, SearchScratch scratch) {
    int[] starts = starts(scratch);
    Visited visited = scratch.visited();
    CandidateHeap candidates = scratch.candidates();
    TopK results = scratch.results();
    visited.reset(links.count());
    candidates.clear();
    results.reset(ef);
    int[] nodes = scratch.nodes(scores[0].length);
    int[] refused = scratch.rows(links.most());
    int count = 0;
    for (int start : starts) {
      if (visited.add(start)) {
        nodes[count++] = start;
      }
    }
    long left = budget;
    while (true) {
      score(nodes, count, scratch);
      left -= count;
      for (int i = 0; i < count; i++) {
        float score = combination.of(scores, i);
        if (results.admits(score, nodes[i])) {
          candidates.push(score, nodes[i]);
          if (filter.accepts(nodes[i])) {
            results.offer(score, nodes[i]);
          }
        }
      }
      if (candidates.isEmpty() || candidates.bestScore() < results.worst()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      int node = candidates.pop();
      count =
          stepsOver
              ? kernels.acceptedLinks(links, node, filter, visited, refused, nodes)
              : unmetLinks(node, visited, nodes);
    }
  }

  private int[] starts(SearchScratch scratch) {
    LayerSearch layers = new LayerSearch(scorer, graph);
    int[] starts = new int[STARTS * prepared.length];
    int count = 0;
    for (float[] vector : prepared) {
      layers.nearest(vector, 0, layers.descend(vector, 0, scratch), STARTS, scratch);
      TopK near = scratch.results();
      for (int i = 0; i < near.size(); i++) {
        starts[count++] = near.row(i);
      }
    }
    return Arrays.copyOf(starts, count);
  }

  private void score(int[] nodes, int count, SearchScratch scratch) {
    for (int i = 0; i < prepared.length; i++) {
      scorer.scores(prepared[i], nodes, 0, count, scores[i]);
    }
    scratch.addScored(count);
  }

  private int unmetLinks(int node, Visited visited, int[] nodes) {
    int count = 0;
    for (int i = 0; i < links.size(node); i++) {
      int target = links.link(node, i);
      if (visited.add(target)) {
        nodes[count++] = target;
      }
    }
    return count;
  }
}
