package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import java.util.Arrays;

/**
 * A finished graph that another one starts from: nodes whose rows live on keep their level and
 * their links, only the others are inserted.
 *
 * @param graph over an older table
 * @param rowOf for each row of that table its row in the new one, or {@link #GONE}
 */
public record GraphBase(HnswGraph graph, int[] rowOf) {
  /** Of rows that are not in the new table. */
  public static final int GONE = -1;

  public GraphBase {
    if (rowOf.length != graph.rows()) {
      throw new IllegalArgumentException(
          "the graph has %d rows, but %d were placed".formatted(graph.rows(), rowOf.length));
    }
  }

  /**
   * The same without rows that have no node, and without those that lost more than half of their
   * links: these are better inserted anew than repaired.
   */
  GraphBase whatLasts() {
    int[] lasting = rowOf.clone();
    for (int old = 0; old < rowOf.length; old++) {
      if (!graph.hasNode(old) || 2 * livingLinks(old) <= graph.linkCount(0, old)) {
        lasting[old] = GONE;
      }
    }
    return new GraphBase(graph, lasting);
  }

  private int livingLinks(int old) {
    int living = 0;
    for (int i = 0; i < graph.linkCount(0, old); i++) {
      living += rowOf[graph.link(0, old, i)] == GONE ? 0 : 1;
    }
    return living;
  }

  /**
   * The level of each of {@code rows} new rows: that of its old node, or the one drawn; {@link
   * HnswGraph#NO_NODE} where {@code present} does not accept it.
   */
  byte[] levels(int rows, RowFilter present, LevelDraw draw) {
    byte[] levels = draw.levels(rows, present);
    for (int old = 0; old < rowOf.length; old++) {
      if (rowOf[old] != GONE) {
        levels[rowOf[old]] = 0;
      }
    }
    for (int level = 1; level <= graph.topLevel(); level++) {
      for (int rank = 0; rank < graph.layerSize(level); rank++) {
        int row = rowOf[graph.row(level, rank)];
        if (row != GONE) {
          levels[row] = (byte) level;
        }
      }
    }
    return levels;
  }

  /** For each old rank its rank in a graph of the new table, or {@link #GONE}. */
  int[] ranksIn(HnswGraph target, byte[] levels) {
    int[] ranks = new int[graph.topLevel() == 0 ? 0 : graph.layerSize(1)];
    Arrays.setAll(
        ranks,
        rank -> {
          int row = rowOf[graph.row(1, rank)];
          return row == GONE ? GONE : GraphLayout.rankOf(target, levels[row], row);
        });
    return ranks;
  }
}
