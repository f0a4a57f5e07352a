package io.dunlin.index.ivf;

import static io.dunlin.index.ivf.IvfHeader.INT;
import static io.dunlin.index.ivf.IvfHeader.require;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.quantize.SubSpaces;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The lists of an inverted file, in the very bytes that a file section holds: centroids, the rows
 * of each list, and their codes. The vectors themselves are kept elsewhere. {@link IvfHeader} says
 * how the bytes are laid out. Immutable, for any number of threads.
 */
public final class IvfLists {
  private final MemorySegment bytes;
  private final IvfHeader header;
  private final float[] mean;
  private final VectorRows centroids;
  private final @Nullable CodeBlocks blocks;

  IvfLists(MemorySegment bytes, IvfHeader header) {
    this.bytes = bytes;
    this.header = header;
    this.mean = new float[header.dimension()];
    this.centroids =
        new VectorRows(
            bytes.asSlice(header.centroidsAt(), header.startsAt() - header.centroidsAt()),
            header.dimension(),
            header.lists());
    this.blocks = header.codec().inBlocks() ? blocksOf(bytes, header) : null;
    readMean();
  }

  private static CodeBlocks blocksOf(MemorySegment bytes, IvfHeader header) {
    return new CodeBlocks(
        bytes.asSlice(header.codesAt(), header.codeBytes()),
        header.places(),
        header.digits(),
        header.codec().bits());
  }

  /**
   * Groups the rows that {@code present} accepts into lists and codes them.
   *
   * @param vectors of the rows
   * @param threads that work; the bytes do not depend on how many
   * @param arena whose memory the bytes are in
   * @param progress told how many rows are newly in their list, from any thread
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   * @throws IllegalArgumentException for a metric that the codec does not support
   */
  public static IvfLists build(
      VectorScorer vectors,
      RowFilter present,
      IvfParams params,
      int threads,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    return new IvfBuilder(vectors, params, threads, progress, cancelled).build(present, arena);
  }

  /**
   * Reads lists from a section; what a search relies on is checked once.
   *
   * @param table that the lists belong to
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static IvfLists open(MemorySegment bytes, VectorRows table, Metric metric) {
    IvfHeader header = IvfHeader.read(bytes);
    require(header.rows() == table.count(), "belongs to a table of another size");
    require(header.dimension() == table.dimension(), "belongs to vectors of another dimension");
    require(header.metric() == IvfHeader.numberOf(metric), "belongs to another metric");
    IvfLists lists = new IvfLists(bytes, header);
    lists.checkPlaces();
    lists.checkCoarse();
    require(lists.present().cardinality() == header.entries(), "has another number of rows");
    return lists;
  }

  private void checkPlaces() {
    int end = 0;
    for (int list = 0; list < count(); list++) {
      require(start(list) == end && end(list) >= end, "has lists that overlap");
      end = end(list);
    }
    require(end == header.places(), "has lists that do not end with its places");
    BitSet met = new BitSet(header.rows());
    for (int place = 0; place < end; place++) {
      for (int i = 0; i < rowsOfPlace(); i++) {
        int row = row(place, i);
        boolean isNone = blocks != null && row == CodeBlocks.NO_ROW;
        require(isNone || (row >= 0 && row < header.rows()), "has a row out of range");
        require(isNone || !met.get(row), "has a row twice");
        if (!isNone) {
          met.set(row);
        }
      }
    }
  }

  /** The codes of the centroids stand in their order. */
  private void checkCoarse() {
    CodeBlocks coarse = coarse();
    for (int i = 0; coarse != null && i < coarse.count() * CodeBlocks.TOGETHER; i++) {
      int expected = i < count() ? i : CodeBlocks.NO_ROW;
      int list = coarse.row(i / CodeBlocks.TOGETHER, i % CodeBlocks.TOGETHER);
      require(list == expected, "has codes of centroids out of order");
    }
  }

  /** What a file section holds. */
  public MemorySegment bytes() {
    return bytes;
  }

  public IvfCodec codec() {
    return header.codec();
  }

  /** How many lists there are. */
  public int count() {
    return header.lists();
  }

  /** Rows that are in a list. */
  public int entries() {
    return header.entries();
  }

  /** Lists that a search looks through where it does not say how many. */
  public int probes() {
    return header.probes();
  }

  IvfHeader header() {
    return header;
  }

  VectorRows centroids() {
    return centroids;
  }

  /** Mean of the rows: codes and queries are taken from it, which makes sums small. */
  float[] mean() {
    return mean;
  }

  /** Where codes are blocks. */
  CodeBlocks blocks() {
    if (blocks == null) {
      throw new IllegalStateException(codec() + " has no blocks");
    }
    return blocks;
  }

  /** Codes of the centroids, relative to the mean, if there are some. */
  @Nullable CodeBlocks coarse() {
    return header.coarseBytes() == 0
        ? null
        : new CodeBlocks(
            bytes.asSlice(header.coarseAt(), header.coarseBytes()),
            CodeBlocks.blocks(count()),
            header.digits(),
            header.codec().bits());
  }

  /** The mean, as the only row of a table. */
  VectorRows meanRow() {
    return new VectorRows(bytes.asSlice(IvfHeader.meanAt()), header.dimension(), 1);
  }

  /** Codes residuals as these blocks are coded. */
  DigitCoder coder(Kernels kernels) {
    if (!codec().isProduct()) {
      return new SignCoder(new Rotation(header.dimension(), header.seed()), kernels);
    }
    MemorySegment part = bytes.asSlice(header.codewordsAt(), header.codewordBytes());
    ProductQuantizer quantizer = ProductQuantizer.open(part);
    require(
        quantizer.parts().equals(new SubSpaces(header.dimension(), header.parts()))
            && quantizer.bits() == codec().bits(),
        "has codewords for other vectors");
    return new ProductCoder(quantizer, rotation(), header.digits(), kernels);
  }

  private @Nullable LinearMap rotation() {
    if (!header.rotated()) {
      return null;
    }
    LinearMap rotation = LinearMap.open(bytes.asSlice(header.rotationAt(), header.rotationBytes()));
    require(
        rotation.inputs() == header.dimension() && rotation.outputs() == header.dimension(),
        "has a rotation of other vectors");
    return rotation;
  }

  /** The rows of the lists in bytes, in the order of the places. */
  ByteCodes byteCodes() {
    MemorySegment part = bytes.asSlice(header.codesAt(), header.codeBytes());
    return ByteCodes.open(part, header.entries(), header.dimension());
  }

  /** The graph of the centroids, if there is one. */
  @Nullable HnswGraph graph() {
    return header.graphBytes() == 0
        ? null
        : HnswGraph.open(bytes.asSlice(header.graphAt(), header.graphBytes()), header.lists());
  }

  /** First place of a list: a block, or where rows do not lie in blocks, a row. */
  public int start(int list) {
    return bytes.get(INT, header.startsAt() + 4L * list);
  }

  /** Place behind the last of a list. */
  public int end(int list) {
    return start(list + 1);
  }

  /** Rows of a list at most: its places may not all be taken. */
  int room(int list) {
    return (end(list) - start(list)) * rowsOfPlace();
  }

  /** Writes the rows of a list and says how many there are. */
  int readRows(int list, int[] out) {
    int count = 0;
    for (int place = start(list); place < end(list); place++) {
      for (int i = 0; i < rowsOfPlace(); i++) {
        int row = row(place, i);
        if (row != CodeBlocks.NO_ROW) {
          out[count++] = row;
        }
      }
    }
    return count;
  }

  /** The rows that are in a list. */
  BitSet present() {
    BitSet present = new BitSet(header.rows());
    for (int place = 0; place < header.places(); place++) {
      for (int i = 0; i < rowsOfPlace(); i++) {
        int row = row(place, i);
        if (row != CodeBlocks.NO_ROW) {
          present.set(row);
        }
      }
    }
    return present;
  }

  private int rowsOfPlace() {
    return blocks == null ? 1 : CodeBlocks.TOGETHER;
  }

  /** The row at a place, where rows do not lie in blocks. */
  public int rowAt(int place) {
    return bytes.get(INT, header.numbersAt() + 4L * place);
  }

  /** The row at a place that is none, or the i-th of a block. */
  int row(int place, int i) {
    return blocks == null ? rowAt(place) : blocks.row(place, i);
  }

  void setStart(int list, int place) {
    bytes.set(INT, header.startsAt() + 4L * list, place);
  }

  void setRow(int place, int row) {
    bytes.set(INT, header.numbersAt() + 4L * place, row);
  }

  /** After a builder wrote it. */
  void readMean() {
    MemorySegment.copy(
        bytes, VectorRows.COMPONENT, IvfHeader.meanAt(), mean, 0, header.dimension());
  }
}
