package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Gives every row that has a vector its place in the layers. */
final class GraphLayout {
  private GraphLayout() {}

  /** A graph with nodes for the rows that {@code present} accepts, without links. */
  static HnswGraph allocate(int rows, HnswParams params, RowFilter present, Arena arena) {
    LevelDraw levels = new LevelDraw(params);
    byte[] levelOf = new byte[rows];
    int[] sizes = new int[LevelDraw.MAX_LEVEL + 1];
    sizes[0] = rows;
    int top = 0;
    for (int row = 0; row < rows; row++) {
      levelOf[row] = (byte) (present.accepts(row) ? levels.levelOf(row) : HnswGraph.NO_NODE);
      for (int level = 1; level <= levelOf[row]; level++) {
        sizes[level]++;
      }
      top = Math.max(top, levelOf[row]);
    }
    HnswGraph graph = HnswGraph.allocate(arena, params.m(), Arrays.copyOf(sizes, top + 1));
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
