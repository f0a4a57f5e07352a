package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.quantize.SubSpaces;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What the first 64 bytes of an inverted file say, and where its parts lie. Little-endian:
 *
 * <pre>
 * byte    0  magic "IVF0"
 *         4  version, 1
 *         8  rows of the table
 *        12  dimension
 *        16  lists
 *        20  rows that are in a list
 *        24  codec: 0 flat, 1 sq8, 2 pq8, 3 pq4, 4 rabitq
 *        28  metric: 0 dot and cosine, 1 euclid, 2 manhattan
 *        32  parts of a product code, 0 where there is none
 *        36  places: blocks, or where rows do not lie in blocks, rows
 *        40  probes of a search that does not say
 *        44  1 if vectors are rotated by a learned matrix before they are coded
 *        48  seed (8 bytes)
 *        56  bytes of the graph, 0 if there is none (8 bytes)
 *        64  mean of the rows: floats
 *            centroids: a row of floats for each list
 *            starts: for each list an int, the first of its places; then the number of places
 *            rotation: LinearMap; nothing if there is none
 *            codewords: ProductQuantizer; nothing if there are none
 *            codes of the centroids: CodeBlocks; rabitq only
 *            row numbers, list by list: ints; nothing where rows lie in blocks
 *            codes, list by list: CodeBlocks, or ByteCodes with their own header, or nothing
 *            graph of the centroids: HnswGraph
 * </pre>
 *
 * <p>Each part starts at a multiple of 64.
 */
record IvfHeader(
    int rows,
    int dimension,
    int lists,
    int entries,
    IvfCodec codec,
    int metric,
    int parts,
    int places,
    int probes,
    boolean rotated,
    long seed,
    long graphBytes) {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 'I' | 'V' << 8 | 'F' << 16 | '0' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long ROWS_AT = 8;
  private static final long DIMENSION_AT = 12;
  private static final long LISTS_AT = 16;
  private static final long ENTRIES_AT = 20;
  private static final long CODEC_AT = 24;
  private static final long METRIC_AT = 28;
  private static final long PARTS_AT = 32;
  private static final long PLACES_AT = 36;
  private static final long PROBES_AT = 40;
  private static final long ROTATED_AT = 44;
  private static final long SEED_AT = 48;
  private static final long GRAPH_BYTES_AT = 56;
  private static final long MEAN_AT = 64;
  private static final int ALIGNMENT = 64;
  private static final int AT_ONCE = CodeBlocks.DIGITS_AT_ONCE;

  void write(MemorySegment bytes) {
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, ROWS_AT, rows);
    bytes.set(INT, DIMENSION_AT, dimension);
    bytes.set(INT, LISTS_AT, lists);
    bytes.set(INT, ENTRIES_AT, entries);
    bytes.set(INT, CODEC_AT, codec.number());
    bytes.set(INT, METRIC_AT, metric);
    bytes.set(INT, PARTS_AT, parts);
    bytes.set(INT, PLACES_AT, places);
    bytes.set(INT, PROBES_AT, probes);
    bytes.set(INT, ROTATED_AT, rotated ? 1 : 0);
    bytes.set(LONG, SEED_AT, seed);
    bytes.set(LONG, GRAPH_BYTES_AT, graphBytes);
  }

  /**
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  static IvfHeader read(MemorySegment bytes) {
    require(bytes.byteSize() >= MEAN_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    IvfHeader header =
        new IvfHeader(
            bytes.get(INT, ROWS_AT),
            bytes.get(INT, DIMENSION_AT),
            bytes.get(INT, LISTS_AT),
            bytes.get(INT, ENTRIES_AT),
            IvfCodec.of(bytes.get(INT, CODEC_AT)),
            bytes.get(INT, METRIC_AT),
            bytes.get(INT, PARTS_AT),
            bytes.get(INT, PLACES_AT),
            bytes.get(INT, PROBES_AT),
            bytes.get(INT, ROTATED_AT) != 0,
            bytes.get(LONG, SEED_AT),
            bytes.get(LONG, GRAPH_BYTES_AT));
    header.check();
    require(bytes.byteSize() == header.byteSize(), "has another length than its header says");
    return header;
  }

  /** Numbers that no builder writes; with them, lengths below would overflow or be negative. */
  private void check() {
    require(rows >= 0 && entries >= 0 && entries <= rows, "has an impossible number of rows");
    require(dimension >= 1 && dimension <= VectorRows.MAX_DIMENSION, "has an impossible dimension");
    require(
        lists >= Math.min(1, entries) && lists <= Math.min(entries, IvfParams.MAX_LISTS),
        "has an impossible number of lists");
    require(metric >= 0 && metric <= 2, "has an unknown metric");
    require(probes >= 1, "has no probes");
    require(graphBytes >= 0 && graphBytes < Long.MAX_VALUE / 2, "has an impossible graph");
    require(
        codec.isProduct() ? parts >= 1 && parts <= dimension : parts == 0,
        "has an impossible number of parts");
    if (codec.inBlocks()) {
      require(
          places >= CodeBlocks.blocks(entries) && places <= (long) lists + entries,
          "has an impossible number of blocks");
    } else {
      require(places == entries, "has an impossible number of places");
    }
  }

  static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of lists " + problem);
    }
  }

  /** The number of a metric in a file. */
  static int numberOf(Metric metric) {
    return switch (metric) {
      case DOT, COSINE -> 0;
      case EUCLID -> 1;
      case MANHATTAN -> 2;
      case HAMMING, JACCARD -> throw new IllegalArgumentException(metric + " has no lists");
    };
  }

  long centroidsAt() {
    return aligned(MEAN_AT + (long) dimension * Float.BYTES);
  }

  static long meanAt() {
    return MEAN_AT;
  }

  long startsAt() {
    return aligned(centroidsAt() + (long) lists * dimension * Float.BYTES);
  }

  long rotationAt() {
    return aligned(startsAt() + (lists + 1L) * Integer.BYTES);
  }

  long codewordsAt() {
    return aligned(rotationAt() + rotationBytes());
  }

  long rotationBytes() {
    return rotated ? LinearMap.byteSize(dimension, dimension) : 0;
  }

  long codewordBytes() {
    return codec.isProduct()
        ? ProductQuantizer.byteSize(new SubSpaces(dimension, parts), codec.bits())
        : 0;
  }

  long coarseAt() {
    return aligned(codewordsAt() + codewordBytes());
  }

  long coarseBytes() {
    return codec == IvfCodec.RABITQ
        ? CodeBlocks.blocks(lists) * CodeBlocks.stride(digits(), codec.bits())
        : 0;
  }

  /** Digits of a code, 0 where rows do not lie in blocks. */
  int digits() {
    return digitsOf(codec, parts, dimension);
  }

  /** The same before there is a header. */
  static int digitsOf(IvfCodec codec, int parts, int dimension) {
    return switch (codec) {
      case FLAT, SQ8 -> 0;
      case PQ8 -> parts;
      case PQ4 -> (parts + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
      case RABITQ -> Rotation.paddedDimension(dimension) / QueryTables.GROUP;
    };
  }

  long numbersAt() {
    return aligned(coarseAt() + coarseBytes());
  }

  long codesAt() {
    return aligned(numbersAt() + (codec.inBlocks() ? 0 : (long) entries * Integer.BYTES));
  }

  long codeBytes() {
    return switch (codec) {
      case FLAT -> 0;
      case SQ8 -> ByteCodes.byteSize(entries, dimension);
      case PQ8, PQ4, RABITQ -> places * CodeBlocks.stride(digits(), codec.bits());
    };
  }

  long graphAt() {
    return aligned(codesAt() + codeBytes());
  }

  long byteSize() {
    return graphAt() + graphBytes;
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
