package io.dunlin.index.hnsw;

import static io.dunlin.index.hnsw.HnswGraph.NO_NODE;
import static io.dunlin.index.hnsw.HnswGraph.require;

/** Sees that no search in a graph can leave it. Reads each link once, in the order of the bytes. */
final class GraphCheck {
  private GraphCheck() {}

  /**
   * Checks ranks, links and entry point of a graph whose header and length are right.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static void check(HnswGraph graph) {
    checkEntry(graph);
    for (int level = 0; level <= graph.topLevel(); level++) {
      for (int node = 0; node < graph.layerSize(level); node++) {
        checkNode(graph, level, node);
      }
    }
  }

  private static void checkEntry(HnswGraph graph) {
    int level = graph.entryLevel();
    require(level >= NO_NODE && level <= graph.topLevel(), "has its entry in no layer");
    if (level == NO_NODE) {
      require(graph.topLevel() == 0, "has layers but no entry");
      return;
    }
    require(isNode(graph, level, graph.entryNode()), "has an entry that is no node");
  }

  private static void checkNode(HnswGraph graph, int level, int node) {
    int count = graph.linkCount(level, node);
    if (level == 0 && count == NO_NODE) {
      return;
    }
    require(isNode(graph, level, node), "has a rank without a row");
    require(count >= 0 && count <= graph.maxLinks(level), "has a node with too many links");
    for (int i = 0; i < count; i++) {
      require(isNode(graph, level, graph.link(level, node, i)), "has a link to no node");
    }
  }

  private static boolean isNode(HnswGraph graph, int level, int node) {
    if (node < 0 || node >= graph.layerSize(level)) {
      return false;
    }
    int row = graph.row(level, node);
    return row >= 0 && row < graph.rows() && graph.hasNode(row);
  }
}
