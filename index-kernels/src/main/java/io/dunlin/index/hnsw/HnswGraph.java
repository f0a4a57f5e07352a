package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.score.PairScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The links of a graph, in the very bytes that the file holds, so that a mapped section is searched
 * as it is.
 *
 * <p>Within a layer nodes are numbered. In the ground layer (level 0) a node's number is its row.
 * Above it is its <em>rank</em>: nodes are ranked by descending top level, then by row, so that the
 * nodes of each level are the first ranks and a node has the same number in all its upper layers.
 *
 * <p>Layout, little-endian ints:
 *
 * <pre>
 * byte    0  magic "HNSW"
 *         4  version, 1
 *         8  rows of the table
 *        12  M
 *        16  number of upper layers, 0..31
 *        20  level of the entry point, -1 while there is no node
 *        24  number of the entry point in that level
 *        28  zero
 *        32  number of nodes in layers 1..31 (31 ints), zero above the highest
 *       156  zero
 *       192  ground layer: for each row 1 + 2M ints: how many links it has, or -1 where the row has
 *            no node; then the links, and zeros or stale links in the rest
 *            rows of the ranks: one int each
 *            layers 1, 2 ...: for each rank in it 1 + M ints: count and links
 * </pre>
 *
 * <p>A finished graph is immutable and read by any number of threads. While a {@link HnswBuilder}
 * works, a list of links is changed under a lock by one thread and read without: each int in a list
 * was at some time a link of this node, and a count is published after the links it counts.
 */
public final class HnswGraph {
  static final int NO_NODE = -1;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle COUNT = INT.varHandle();

  private static final int MAGIC = 'H' | 'N' << 8 | 'S' << 16 | 'W' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long M_AT = 12;
  private static final long LEVELS_AT = 16;
  private static final long ENTRY_LEVEL_AT = 20;
  private static final long ENTRY_NODE_AT = 24;
  private static final long LAYER_SIZES_AT = 32;
  private static final long HEADER_BYTES = 192;

  private final MemorySegment bytes;
  private final int m;

  /** Nodes that a layer has room for: rows in the ground layer, ranks above. */
  private final int[] layerSizes;

  private final long[] layerOffsets;
  private final long ranksOffset;

  private HnswGraph(MemorySegment bytes, int m, int[] layerSizes) {
    this.bytes = bytes;
    this.m = m;
    this.layerSizes = layerSizes;
    this.layerOffsets = new long[layerSizes.length];
    layerOffsets[0] = HEADER_BYTES;
    this.ranksOffset = layerEnd(0);
    for (int level = 1; level < layerSizes.length; level++) {
      layerOffsets[level] =
          level == 1 ? ranksOffset + (long) layerSizes[1] * Integer.BYTES : layerEnd(level - 1);
    }
  }

  /**
   * Builds with {@code threads} threads over the rows that {@code present} accepts (rows without
   * this vector get no node). The bytes live in {@code arena}.
   *
   * @param scorer of the rows; scores by codes build nearly the same graph in less time
   * @param progress told how many rows are newly inserted, from any builder thread
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   */
  public static HnswGraph build(
      PairScorer scorer,
      HnswParams params,
      RowFilter present,
      int threads,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    HnswBuilder builder = HnswBuilder.create(scorer, params, present, arena);
    ParallelBuild.run(builder, threads, progress, cancelled);
    return builder.graph();
  }

  /**
   * Builds as {@link #build} does, but inserts only the rows that {@code base} does not bring
   * along.
   *
   * @param base a graph of the same M and metric
   */
  public static HnswGraph extend(
      GraphBase base,
      PairScorer scorer,
      HnswParams params,
      RowFilter present,
      int threads,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    HnswBuilder builder = HnswBuilder.extend(base, scorer, params, present, arena);
    ParallelBuild.run(builder, threads, progress, cancelled);
    return builder.graph();
  }

  /**
   * Reads a graph from a section; shape and range of every link are checked once.
   *
   * @param bytes aligned to 4 bytes
   * @param rows of the table that the graph belongs to
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static HnswGraph open(MemorySegment bytes, int rows) {
    require(bytes.byteSize() >= HEADER_BYTES, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == rows, "belongs to a table of another size");
    int m = bytes.get(INT, M_AT);
    require(m >= 2 && m <= HnswParams.MAX_M, "has an impossible M");
    int levels = bytes.get(INT, LEVELS_AT);
    require(levels >= 0 && levels <= LevelDraw.MAX_LEVEL, "has an impossible number of layers");
    int[] layerSizes = new int[levels + 1];
    layerSizes[0] = rows;
    for (int level = 1; level <= levels; level++) {
      layerSizes[level] = bytes.get(INT, LAYER_SIZES_AT + 4L * (level - 1));
      require(
          layerSizes[level] > 0 && layerSizes[level] <= layerSizes[level - 1],
          "has layers that do not shrink");
    }
    HnswGraph graph = new HnswGraph(bytes, m, layerSizes);
    require(bytes.byteSize() == graph.byteSize(), "has another length than its header says");
    GraphCheck.check(graph);
    return graph;
  }

  /** An unlinked graph, all rows without a node, to be filled by a builder. */
  static HnswGraph allocate(Arena arena, int m, int[] layerSizes) {
    long size = new HnswGraph(MemorySegment.NULL, m, layerSizes).byteSize();
    MemorySegment bytes = LargePages.allocate(size, arena);
    HnswGraph graph = new HnswGraph(bytes, m, layerSizes);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, layerSizes[0]);
    bytes.set(INT, M_AT, m);
    bytes.set(INT, LEVELS_AT, layerSizes.length - 1);
    graph.setEntry(NO_NODE, 0);
    for (int level = 1; level < layerSizes.length; level++) {
      bytes.set(INT, LAYER_SIZES_AT + 4L * (level - 1), layerSizes[level]);
    }
    for (int row = 0; row < layerSizes[0]; row++) {
      bytes.set(INT, graph.offset(0, row), NO_NODE);
    }
    return graph;
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** Rows of the table, with and without a node. */
  public int rows() {
    return layerSizes[0];
  }

  public int m() {
    return m;
  }

  /** Whether the row has a node: rows without a vector have none. */
  public boolean hasNode(int row) {
    return bytes.get(INT, offset(0, row)) != NO_NODE;
  }

  /** The rows that have a node. */
  BitSet nodes() {
    BitSet nodes = new BitSet(rows());
    for (int row = 0; row < rows(); row++) {
      nodes.set(row, hasNode(row));
    }
    return nodes;
  }

  /** The highest layer, 0 for the ground. */
  int topLevel() {
    return layerSizes.length - 1;
  }

  /** Exclusive bound of the node numbers in a layer. */
  int layerSize(int level) {
    return layerSizes[level];
  }

  /** Level of the entry point, -1 while there is no node. */
  int entryLevel() {
    return bytes.get(INT, ENTRY_LEVEL_AT);
  }

  /** Number of the entry point in its layer. */
  int entryNode() {
    return bytes.get(INT, ENTRY_NODE_AT);
  }

  /** Most links a node may have in a layer. */
  int maxLinks(int level) {
    return level == 0 ? 2 * m : m;
  }

  /** The row of a node of a layer. */
  int row(int level, int node) {
    return level == 0 ? node : bytes.get(INT, ranksOffset + (long) node * Integer.BYTES);
  }

  /** Number of links of a node, or {@link #NO_NODE}. */
  int linkCount(int level, int node) {
    return (int) COUNT.getAcquire(bytes, offset(level, node));
  }

  /**
   * Has the links of a node, which is likely to be next, come from memory while other things are
   * done: the processor does not wait for what nothing depends on.
   *
   * @return what was read, which says nothing; it has to be kept, or it would not be read
   */
  int expect(int level, int node) {
    long at = offset(level, node);
    return bytes.get(INT, at) ^ bytes.get(INT, at + (long) maxLinks(level) * Integer.BYTES);
  }

  /** A link of a node; {@code index} is below its count. */
  int link(int level, int node, int index) {
    return bytes.get(INT, offset(level, node) + (1L + index) * Integer.BYTES);
  }

  /** The links of the ground layer. */
  LinkLists groundLinks() {
    return new LinkLists(bytes.asSlice(layerOffsets[0]), layerSizes[0], maxLinks(0));
  }

  void setLink(int level, int node, int index, int target) {
    bytes.set(INT, offset(level, node) + (1L + index) * Integer.BYTES, target);
  }

  void setLinkCount(int level, int node, int count) {
    COUNT.setRelease(bytes, offset(level, node), count);
  }

  /** Writes a node's whole list. */
  void setLinks(int level, int node, int[] links, int count) {
    for (int i = 0; i < count; i++) {
      setLink(level, node, i, links[i]);
    }
    setLinkCount(level, node, count);
  }

  void setRow(int rank, int row) {
    bytes.set(INT, ranksOffset + (long) rank * Integer.BYTES, row);
  }

  void setEntry(int level, int node) {
    bytes.set(INT, ENTRY_LEVEL_AT, level);
    bytes.set(INT, ENTRY_NODE_AT, node);
  }

  private long byteSize() {
    return topLevel() == 0 ? ranksOffset : layerEnd(topLevel());
  }

  private long offset(int level, int node) {
    return layerOffsets[level] + node * stride(level);
  }

  private long layerEnd(int level) {
    return layerOffsets[level] + layerSizes[level] * stride(level);
  }

  private long stride(int level) {
    return (1L + maxLinks(level)) * Integer.BYTES;
  }

  static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException("the graph " + complaint);
    }
  }
}
