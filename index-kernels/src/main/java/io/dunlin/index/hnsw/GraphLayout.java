package io.dunlin.index.hnsw;

import java.lang.foreign.Arena;
import java.util.Arrays;

/** Gives every row that has a vector its place in the layers. */
final class GraphLayout {
  private GraphLayout() {}

  /**
   * A graph without links.
   *
   * @param levelOf top level of each row, {@link HnswGraph#NO_NODE} where it gets no node
   */
  static HnswGraph allocate(byte[] levelOf, int m, Arena arena) {
    int rows = levelOf.length;
    int[] sizes = new int[LevelDraw.MAX_LEVEL + 1];
    sizes[0] = rows;
    int top = 0;
    for (int row = 0; row < rows; row++) {
      for (int level = 1; level <= levelOf[row]; level++) {
        sizes[level]++;
      }
      top = Math.max(top, levelOf[row]);
    }
    HnswGraph graph = HnswGraph.allocate(arena, m, Arrays.copyOf(sizes, top + 1));
    int[] nextRank = new int[top + 1];
    for (int level = 1; level < top; level++) {
      nextRank[level] = sizes[level + 1];
    }
    for (int row = 0; row < rows; row++) {
      if (levelOf[row] != HnswGraph.NO_NODE) {
        graph.setLinkCount(0, row, 0);
      }
      if (levelOf[row] > 0) {
        graph.setRow(nextRank[levelOf[row]]++, row);
      }
    }
    return graph;
  }

  /** The rank of a row whose top level is {@code level}, above the ground. */
  static int rankOf(HnswGraph graph, int level, int row) {
    int low = level == graph.topLevel() ? 0 : graph.layerSize(level + 1);
    int high = graph.layerSize(level) - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (graph.row(1, middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
