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
 * graph was built for another measure, and leads to good rows all the same (Tan et al., "Fast Item
 * Ranking under Neural Network based Measures", WSDM 2020: SL2G). The best rows can lie in several
 * places, from which no link leads uphill to another: it starts from the nodes that are nearest to
 * each of the vectors. For one search.
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

  /** By vector, of as many nodes as are met at once. */
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
    this.scores = new float[vectors.length][Math.max(2 * links.most(), STARTS)];
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
    int room = scores[0].length;
    int[] nodes = scratch.nodes(room);
    int[] refused = scratch.rows(links.most());
    long left = budget;
    for (int next = 0; next < starts.length; ) {
      int count = 0;
      for (; next < starts.length && count < room; next++) {
        if (visited.add(starts[next])) {
          nodes[count++] = starts[next];
        }
      }
      meet(nodes, count, filter, scratch);
      left -= count;
    }
    while (!candidates.isEmpty() && candidates.bestScore() >= results.worst()) {
      if (left <= 0) {
        return false;
      }
      int node = candidates.pop();
      int count =
          stepsOver
              ? kernels.acceptedLinks(links, node, filter, visited, refused, nodes)
              : unmetLinks(node, visited, nodes);
      meet(nodes, count, filter, scratch);
      left -= count;
    }
    return true;
  }

  /** Scores nodes; those that may lead on become candidates, and accepted ones results. */
  private void meet(int[] nodes, int count, RowFilter filter, SearchScratch scratch) {
    for (int i = 0; i < prepared.length; i++) {
      scorer.scores(prepared[i], nodes, 0, count, scores[i]);
    }
    scratch.addScored(count);
    TopK results = scratch.results();
    for (int i = 0; i < count; i++) {
      float score = combination.of(scores, i);
      if (results.admits(score, nodes[i])) {
        scratch.candidates().push(score, nodes[i]);
        if (filter.accepts(nodes[i])) {
          results.offer(score, nodes[i]);
        }
      }
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
