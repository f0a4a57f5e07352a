package io.dunlin.index.hnsw;

import io.dunlin.index.search.TopK;

/** Nodes that may become links, best first, with their rows and scores side by side. */
final class Candidates {
  int[] nodes = new int[0];
  int[] rows = new int[0];
  float[] scores = new float[0];
  int count;

  /** Takes the sorted results of a search in a layer. */
  void takeAll(TopK sorted, HnswGraph graph, int level) {
    count = sorted.size();
    if (nodes.length < count) {
      nodes = new int[count];
      rows = new int[count];
      scores = new float[count];
    }
    for (int i = 0; i < count; i++) {
      nodes[i] = sorted.row(i);
      rows[i] = graph.row(level, nodes[i]);
      scores[i] = sorted.score(i);
    }
  }
}
