package io.dunlin.index.hnsw;

/**
 * Carries the links of a {@link GraphBase} over into a graph of the new table. A node that loses
 * links, because their targets are gone, chooses anew among those left and the links of the gone
 * ones (Singh et al., "FreshDiskANN", arXiv:2105.09613, algorithm 4).
 *
 * <p>Each node is carried over by one call, which writes that node's list alone, so any number of
 * threads may call at once.
 */
final class GraphTransfer {
  private final HnswGraph from;
  private final HnswGraph to;
  private final NeighborChoice choice;
  private final float alpha;
  private final int[] rowOf;
  private final int[] rankOf;

  GraphTransfer(
      GraphBase base, HnswGraph target, byte[] levels, NeighborChoice choice, float alpha) {
    this.from = base.graph();
    this.to = target;
    this.choice = choice;
    this.alpha = alpha;
    this.rowOf = base.rowOf();
    this.rankOf = base.ranksIn(target, levels);
  }

  /** Upper lists first, by rank, then those of the ground, by row: what {@link #carry} counts. */
  int positions() {
    return rankOf.length + rowOf.length;
  }

  /**
   * Carries over what stands at a position: all upper lists of a rank, or a row's of the ground.
   */
  void carry(int position, InsertScratch scratch) {
    if (position >= rankOf.length) {
      carry(0, position - rankOf.length, scratch);
      return;
    }
    for (int level = 1; level <= from.topLevel() && position < from.layerSize(level); level++) {
      carry(level, position, scratch);
    }
  }

  /** Lets the searches of insertions begin at the topmost node that lives on, if there is one. */
  void carryEntry() {
    for (int rank = 0; rank < rankOf.length; rank++) {
      if (rankOf[rank] != GraphBase.GONE) {
        int level = from.topLevel();
        while (from.layerSize(level) <= rank) {
          level--;
        }
        to.setEntry(level, rankOf[rank]);
        return;
      }
    }
    for (int old = 0; old < rowOf.length; old++) {
      if (rowOf[old] != GraphBase.GONE) {
        to.setEntry(0, rowOf[old]);
        return;
      }
    }
  }

  private void carry(int level, int old, InsertScratch scratch) {
    int node = newNumber(level, old);
    if (node == GraphBase.GONE) {
      return;
    }
    int count = from.linkCount(level, old);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int target = newNumber(level, from.link(level, old, i));
      if (target != GraphBase.GONE) {
        scratch.relinked[kept++] = target;
      }
    }
    if (kept < count) {
      kept = repair(level, old, node, scratch);
    }
    to.setLinks(level, node, scratch.relinked, kept);
  }

  /** Writes a new list for the node that was {@code old} to the scratch and says how long it is. */
  private int repair(int level, int old, int node, InsertScratch scratch) {
    int most = from.maxLinks(level) * (1 + from.maxLinks(level));
    int[] found = scratch.search.nodes(most);
    scratch.search.visited().reset(to.layerSize(level));
    scratch.search.visited().add(node);
    int count = 0;
    for (int i = 0; i < from.linkCount(level, old); i++) {
      int target = from.link(level, old, i);
      if (newNumber(level, target) != GraphBase.GONE) {
        count = add(newNumber(level, target), found, count, scratch);
        continue;
      }
      for (int j = 0; j < from.linkCount(level, target); j++) {
        int beyond = newNumber(level, from.link(level, target, j));
        if (beyond != GraphBase.GONE) {
          count = add(beyond, found, count, scratch);
        }
      }
    }
    choice.sort(to, level, node, found, count, scratch);
    return choice.choose(
        scratch.candidates, to.m(), to.maxLinks(level), alpha, scratch, scratch.relinked);
  }

  private static int add(int node, int[] found, int count, InsertScratch scratch) {
    if (!scratch.search.visited().add(node)) {
      return count;
    }
    found[count] = node;
    return count + 1;
  }

  private int newNumber(int level, int old) {
    return level == 0 ? rowOf[old] : rankOf[old];
  }
}
