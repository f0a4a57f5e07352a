package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.QueryTables;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/**
 * The ground layer of a graph once more, with sign codes of the links beside the links: what {@link
 * LinkSearch} walks. A node's block tells the scores of all its links closely enough to choose the
 * next node, so a step of the walk reads one vector and one block instead of a vector for every
 * link. This is the arrangement of SymphonyQG (Gou et al., SIGMOD 2025) with the codes of RaBitQ
 * (Gao and Long, SIGMOD 2024).
 *
 * <p>The code of a link from u to v is the signs of the rotated difference v - u. With {@code x}
 * these signs, {@code r = v - u} and q the query, {@code <q - u, r>} is about {@code f * sum x_i (q
 * - u)_i}, {@code f = |r|² / sum |r_i|}, everything rotated: what RaBitQ's section 3.2 calls the
 * unbiased estimator. The sum is split into the query's part, which is the same for every block,
 * and u's, which the block's addends hold; both are taken from the rows' center, which makes them
 * small.
 *
 * <p>Entry blocks are links of the center: nodes of an upper layer, spread over the rows, from
 * which a walk starts.
 *
 * <p>Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "LCOD"
 *         4  version, 1
 *         8  rows of the table
 *        12  dimension
 *        16  places of a block
 *        20  entry blocks
 *        24  seed of the rotation (8 bytes)
 *        32  zero
 *        64  the center: floats, then zeros up to a multiple of 64
 *            a block for each row (one without links for a row that has no node), then the entry blocks
 * </pre>
 */
public final class LinkCodes {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 'L' | 'C' << 8 | 'O' << 16 | 'D' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long DIMENSION_AT = 12;
  private static final long SLOTS_AT = 16;
  private static final long ENTRY_BLOCKS_AT = 20;
  private static final long SEED_AT = 24;
  static final long CENTER_AT = 64;

  private final MemorySegment bytes;
  private final int rows;
  private final int entryBlocks;
  private final Rotation rotation;
  private final VectorRows center;
  private final LinkBlocks blocks;

  private LinkCodes(
      MemorySegment bytes, int rows, int dimension, int slots, int entryBlocks, long seed) {
    this.bytes = bytes;
    this.rows = rows;
    this.entryBlocks = entryBlocks;
    this.rotation = new Rotation(dimension, seed);
    this.center = new VectorRows(bytes.asSlice(CENTER_AT), dimension, 1);
    this.blocks =
        new LinkBlocks(
            bytes.asSlice(blocksAt(dimension)),
            rows + entryBlocks,
            slots,
            rotation.paddedDimension() / QueryTables.GROUP);
  }

  /** Whether scores of this metric can be estimated: sums of absolute differences cannot. */
  public static boolean supports(Metric metric) {
    return metric != Metric.MANHATTAN && !metric.isBinary();
  }

  /**
   * Makes the codes of a finished graph.
   *
   * @param vectors of the graph's rows
   * @param threads that work
   * @throws IllegalArgumentException for a metric that is not supported
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so
   */
  public static LinkCodes build(
      HnswGraph graph,
      VectorScorer vectors,
      long seed,
      int threads,
      Arena arena,
      BooleanSupplier cancelled) {
    if (!supports(vectors.metric())) {
      throw new IllegalArgumentException(
          "scores by " + vectors.metric() + " cannot be told from sign codes");
    }
    return new LinkCoder(graph, vectors, seed, threads, cancelled).code(arena);
  }

  /**
   * Reads codes from a section; shape and range of every link are checked once.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static LinkCodes open(MemorySegment bytes, VectorRows table) {
    require(bytes.byteSize() >= CENTER_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    require(bytes.get(INT, ROWS_AT) == table.count(), "belongs to a table of another size");
    int dimension = bytes.get(INT, DIMENSION_AT);
    require(dimension == table.dimension(), "belongs to vectors of another dimension");
    int slots = bytes.get(INT, SLOTS_AT);
    require(
        slots > 0 && slots % LinkBlocks.TOGETHER == 0 && slots <= 4 * HnswParams.MAX_M,
        "has an impossible number of places");
    int entryBlocks = bytes.get(INT, ENTRY_BLOCKS_AT);
    require(entryBlocks >= 0 && entryBlocks <= table.count(), "has too many entry blocks");
    require(
        bytes.byteSize() == byteSize(table.count(), dimension, slots, entryBlocks),
        "has another length than its header says");
    LinkCodes codes =
        new LinkCodes(
            bytes, table.count(), dimension, slots, entryBlocks, bytes.get(LONG, SEED_AT));
    for (int block = 0; block < codes.blocks.count(); block++) {
      for (int slot = 0; slot < slots; slot++) {
        int row = codes.blocks.row(block, slot);
        require(row >= LinkBlocks.NO_ROW && row < table.count(), "has a link out of range");
      }
    }
    return codes;
  }

  /** Codes with a header and no content yet. */
  static LinkCodes allocate(
      MemorySegment bytes, int rows, int dimension, int slots, int entryBlocks, long seed) {
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, rows);
    bytes.set(INT, DIMENSION_AT, dimension);
    bytes.set(INT, SLOTS_AT, slots);
    bytes.set(INT, ENTRY_BLOCKS_AT, entryBlocks);
    bytes.set(LONG, SEED_AT, seed);
    return new LinkCodes(bytes, rows, dimension, slots, entryBlocks, seed);
  }

  static long byteSize(int rows, int dimension, int slots, int entryBlocks) {
    int groups = Rotation.paddedDimension(dimension) / QueryTables.GROUP;
    return blocksAt(dimension) + (rows + (long) entryBlocks) * LinkBlocks.stride(slots, groups);
  }

  private static long blocksAt(int dimension) {
    return (CENTER_AT + (long) dimension * Float.BYTES + 63) / 64 * 64;
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** The blocks of the rows, then those of the entries. */
  LinkBlocks blocks() {
    return blocks;
  }

  /** Number of the first entry block, which is the number of rows. */
  int firstEntryBlock() {
    return rows;
  }

  int entryBlocks() {
    return entryBlocks;
  }

  Rotation rotation() {
    return rotation;
  }

  /** The center, as the only row of a table. */
  VectorRows center() {
    return center;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of link codes " + problem);
    }
  }
}
