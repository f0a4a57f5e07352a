package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.score.PairScorer;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows into a graph, in any order. Which rows may come and their levels are known from the
 * start, so the graph has its final layout and links are written to their final place.
 *
 * <p>One writer may insert and, between insertions, search {@link #graph()}. {@link ParallelBuild}
 * inserts from many threads; it inserts the node of rank 0 first, so that the entry point stays as
 * it is. A node can be reached only when its own links are complete in all its layers.
 */
public final class HnswBuilder {
  private static final int LOCKS = 4096;

  /** Alpha of a new node's links; see {@link NeighborChoice}. */
  private static final float ALPHA = 1.1f;

  /** Alpha of {@link #trim}. */
  private static final float ALPHA_OF_TRIM = 1.2f;

  private final PairScorer scorer;
  private final HnswParams params;
  private final HnswGraph graph;
  private final LayerSearch layers;
  private final NeighborChoice choice;
  private final @Nullable GraphTransfer transfer;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  /** The level of each row that is to be inserted, and {@link HnswGraph#NO_NODE} of the others. */
  private final byte[] levels;

  /** Rows whose list of the ground layer changed since they were trimmed last. */
  private final boolean[] changed;

  private HnswBuilder(
      PairScorer scorer, HnswParams params, byte[] levels, @Nullable GraphBase base, Arena arena) {
    this.scorer = scorer;
    this.params = params;
    this.levels = levels;
    this.changed = new boolean[levels.length];
    this.graph = GraphLayout.allocate(levels, params.m(), arena);
    this.layers = new LayerSearch(scorer, graph);
    this.choice = new NeighborChoice(scorer);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    this.transfer = base == null ? null : startFrom(base);
  }

  private GraphTransfer startFrom(GraphBase base) {
    GraphTransfer carrying = new GraphTransfer(base, graph, levels, choice, ALPHA);
    carrying.carryEntry();
    for (int row : base.rowOf()) {
      if (row != GraphBase.GONE) {
        levels[row] = HnswGraph.NO_NODE;
      }
    }
    return carrying;
  }

  /** A builder whose graph has room for the rows that {@code present} accepts. */
  public static HnswBuilder create(
      PairScorer scorer, HnswParams params, RowFilter present, Arena arena) {
    byte[] levels = new LevelDraw(params).levels(scorer.rows(), present);
    return new HnswBuilder(scorer, params, levels, null, arena);
  }

  /** The same, but with the nodes of {@code base} in it, once {@link #transfer} was done. */
  static HnswBuilder extend(
      GraphBase base, PairScorer scorer, HnswParams params, RowFilter present, Arena arena) {
    if (base.graph().m() != params.m()) {
      throw new IllegalArgumentException(
          "a graph with M %d cannot start from one with M %d"
              .formatted(params.m(), base.graph().m()));
    }
    GraphBase lasting = base.whatLasts();
    byte[] levels = lasting.levels(scorer.rows(), present, new LevelDraw(params));
    return new HnswBuilder(scorer, params, levels, lasting, arena);
  }

  /** The graph of the rows inserted so far. */
  public HnswGraph graph() {
    return graph;
  }

  /** What is to be carried over before the first insertion; null when the graph starts empty. */
  @Nullable GraphTransfer transfer() {
    return transfer;
  }

  /** Whether the row is to be inserted, with a node in the ground layer alone. */
  boolean isGroundOnly(int row) {
    return levels[row] == 0;
  }

  /** Whether the row is to be inserted, with a node in the upper layers too. */
  boolean isUpper(int row) {
    return levels[row] > 0;
  }

  /**
   * Inserts a row that has a node and was not inserted before (algorithm 1 of the paper).
   *
   * @param scratch of the inserting thread, made by this builder's {@link #newScratch}
   */
  public void insert(int row, InsertScratch scratch) {
    int level = levels[row];
    int rank = level == 0 ? row : GraphLayout.rankOf(graph, level, row);
    int entryLevel = graph.entryLevel();
    if (entryLevel >= 0) {
      scorer.prepareRow(row, scratch.query);
      int linkedLevels = Math.min(level, entryLevel);
      chooseLinks(scratch, linkedLevels);
      writeLinks(scratch, linkedLevels, rank, row);
      for (int l = linkedLevels; l >= 0; l--) {
        int node = l == 0 ? row : rank;
        for (int i = 0; i < scratch.counts[l]; i++) {
          addLink(l, scratch.links[l][i], node, scratch);
        }
      }
    }
    changed[row] = true;
    if (level > entryLevel) {
      graph.setEntry(level, rank);
    }
  }

  /**
   * Drops links of a node's ground layer that others make superfluous, if its list changed. Done
   * once, when all rows are inserted: lists that are kept full until then lead insertions better,
   * short ones cost a search fewer scores. Without a distance alpha has no meaning, and the links
   * are left as they are.
   */
  void trim(int row, InsertScratch scratch) {
    if (changed[row] && choice.hasDistance()) {
      choice.collect(graph, 0, row, scratch);
      int kept =
          choice.choose(
              scratch.candidates,
              params.m(),
              graph.maxLinks(0),
              ALPHA_OF_TRIM,
              scratch,
              scratch.relinked);
      graph.setLinks(0, row, scratch.relinked, kept);
    }
  }

  /** What a thread that inserts carries along. */
  public InsertScratch newScratch() {
    return new InsertScratch(scorer.preparedLength(), graph);
  }

  private void chooseLinks(InsertScratch scratch, int topLevel) {
    int start = layers.descend(scratch.query, topLevel, scratch.search);
    for (int level = topLevel; level >= 0; level--) {
      layers.nearest(scratch.query, level, start, params.efConstruction(), scratch.search);
      scratch.search.results().sort();
      start = scratch.search.results().row(0);
      start = level == 0 ? start : layers.below(level, start);
      scratch.candidates.takeAll(scratch.search.results(), graph, level);
      scratch.counts[level] =
          choice.choose(
              scratch.candidates,
              params.m(),
              graph.maxLinks(level),
              ALPHA,
              scratch,
              scratch.links[level]);
    }
  }

  private void writeLinks(InsertScratch scratch, int topLevel, int rank, int row) {
    for (int level = 0; level <= topLevel; level++) {
      graph.setLinks(level, level == 0 ? row : rank, scratch.links[level], scratch.counts[level]);
    }
  }

  /** Links {@code node} to {@code target}; a full list loses another link for it. */
  private void addLink(int level, int node, int target, InsertScratch scratch) {
    ReentrantLock lock = locks[(node * 31 + level) & (LOCKS - 1)];
    lock.lock();
    try {
      if (level == 0) {
        changed[node] = true;
      }
      int count = graph.linkCount(level, node);
      if (count < graph.maxLinks(level)) {
        graph.setLink(level, node, count, target);
        graph.setLinkCount(level, node, count + 1);
        return;
      }
      choice.collectWith(graph, level, node, target, scratch);
      int kept = choice.chooseAllButOne(scratch.candidates, scratch, scratch.relinked);
      graph.setLinks(level, node, scratch.relinked, kept);
    } finally {
      lock.unlock();
    }
  }
}
