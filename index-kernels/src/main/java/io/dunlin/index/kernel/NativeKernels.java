package io.dunlin.index.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.CodeRows;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.RowBytes;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.Visited;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * The kernels in C ({@code src/main/c}), which ask for the rows to come ahead of their turn; the
 * Vector API cannot.
 *
 * <p>Rows are passed by their bare address: a segment of a shared arena would be counted in and out
 * at every call. So whoever searches holds the memory until the search is over. Arrays are passed
 * where they lie in the heap, which holds a collection up until the call returns, so a call gets
 * few rows.
 */
@SuppressWarnings("restricted")
final class NativeKernels implements Kernels {
  /** Rows in one call at most. */
  private static final int ROWS_PER_CALL = 1024;

  /** Rows in one call that looks for centroids. */
  private static final int ROWS_OF_NEAREST = 256;

  /** Bytes of centroids in one such call: they stay in a near cache. */
  private static final int CENTROID_BYTES = 32 << 10;

  /** Blocks in one call at most: as many rows. */
  private static final int BLOCKS_PER_CALL = ROWS_PER_CALL / CodeBlocks.TOGETHER;

  /** For vectors that do not fill the lanes once. */
  private static final Kernels SHORT = new ScalarKernels();

  private static final MethodHandle SCORES =
      caller(
          JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  private static final MethodHandle PAIR_SCORES =
      caller(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  private static final MethodHandle PACKED_SCORES =
      caller(
          ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  private static final MethodHandle TABLE_SUMS =
      caller(ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  private static final MethodHandle NEAREST =
      caller(
          JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS,
          JAVA_INT);

  private static final MethodHandle OFFER_LINKS =
      caller(
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_FLOAT,
          JAVA_FLOAT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT);

  private static final MethodHandle LINK_SUMS_OF =
      caller(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);

  private static final MethodHandle ACCEPTED_LINKS =
      counter(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);

  private static final MethodHandle CODEWORD_PRODUCTS =
      caller(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  private static final MethodHandle ROUND_TABLES =
      caller(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

  private static final MethodHandle SCAN_BLOCKS =
      counter(
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_FLOAT,
          JAVA_FLOAT,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_FLOAT,
          ADDRESS,
          ADDRESS,
          JAVA_LONG);

  private static final MethodHandle SCAN_BYTE_BLOCKS =
      counter(
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_FLOAT,
          ADDRESS,
          ADDRESS,
          JAVA_LONG);

  private static final MethodHandle QUERY_TABLES =
      caller(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  private final NativeLibrary library;
  private final MemorySegment floatScores;
  private final MemorySegment halfScores;
  private final MemorySegment byteScores;
  private final MemorySegment bitScores;
  private final MemorySegment pairScores;
  private final MemorySegment packedScores;
  private final MemorySegment tableSums;
  private final MemorySegment nearest;
  private final MemorySegment queryTables;
  private final MemorySegment offerLinks;
  private final MemorySegment linkSums;
  private final MemorySegment acceptedLinks;
  private final MemorySegment codewordProducts;
  private final MemorySegment roundTables;
  private final MemorySegment scanBlocks;
  private final MemorySegment scanByteBlocks;

  NativeKernels(NativeLibrary library) {
    this.library = library;
    this.floatScores = library.function("float_scores");
    this.halfScores = library.function("half_scores");
    this.byteScores = library.function("byte_scores");
    this.bitScores = library.function("bit_scores");
    this.pairScores = library.function("pair_scores");
    this.packedScores = library.function("packed_scores");
    this.tableSums = library.function("table_sums");
    this.nearest = library.function("nearest");
    this.queryTables = library.function("query_tables");
    this.offerLinks = library.function("offer_links");
    this.linkSums = library.function("link_sums");
    this.acceptedLinks = library.function("accepted_links");
    this.codewordProducts = library.function("codeword_products");
    this.roundTables = library.function("round_tables");
    this.scanBlocks = library.function("scan_blocks");
    this.scanByteBlocks = library.function("scan_byte_blocks");
  }

  @Override
  public String name() {
    return "native-" + library.isa();
  }

  @Override
  public void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out) {
    rows.requireDimension(query);
    boolean bits = Distances.areOfBits(metric, rows);
    if (query.length < Lanes.LANES && !bits) {
      SHORT.scores(metric, query, rows, rowIds, from, to, out);
      return;
    }
    Objects.checkFromToIndex(from, to, rowIds.length);
    Objects.checkFromToIndex(from, to, out.length);
    assert areRows(rowIds, from, to, rows.count());
    MemorySegment function = scoresOf(rows.type());
    int stride = stride(rows);
    for (int at = from; at < to; at += ROWS_PER_CALL) {
      int count = Math.min(ROWS_PER_CALL, to - at);
      callScores(function, metric, query, rows.dimension(), rows, stride, rowIds, at, count, out);
    }
  }

  @Override
  public void scores(
      Metric metric, float[] query, ByteRows rows, int[] rowIds, int from, int to, float[] out) {
    Objects.checkFromToIndex(from, to, rowIds.length);
    Objects.checkFromToIndex(from, to, out.length);
    Objects.checkFromIndexSize(0, rows.stride(), query.length);
    assert areRows(rowIds, from, to, rows.count());
    for (int at = from; at < to; at += ROWS_PER_CALL) {
      int count = Math.min(ROWS_PER_CALL, to - at);
      callScores(
          byteScores, metric, query, rows.stride(), rows, rows.stride(), rowIds, at, count, out);
    }
  }

  @Override
  public void pairScores(
      Metric metric, ByteRows rows, int row, int[] rowIds, int from, int to, float[] out) {
    boolean squared = Distances.areSquared(metric);
    Objects.checkFromToIndex(from, to, rowIds.length);
    Objects.checkFromToIndex(from, to, out.length);
    Objects.checkIndex(row, rows.count());
    assert areRows(rowIds, from, to, rows.count());
    for (int at = from; at < to; at += ROWS_PER_CALL) {
      int count = Math.min(ROWS_PER_CALL, to - at);
      callPairScores(pairScores, squared, rows, row, rowIds, at, count, out);
    }
  }

  @Override
  public void scores(float[] query, PackedRows rows, int[] rowIds, int from, int to, float[] out) {
    Objects.checkFromToIndex(from, to, rowIds.length);
    Objects.checkFromToIndex(from, to, out.length);
    Objects.checkFromIndexSize(0, rows.padded() + 2, query.length);
    assert areRows(rowIds, from, to, rows.count());
    for (int at = from; at < to; at += ROWS_PER_CALL) {
      int count = Math.min(ROWS_PER_CALL, to - at);
      callPackedScores(packedScores, query, rows, rowIds, at, count, out);
    }
  }

  @Override
  public void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out) {
    rows.requireDimension(query);
    boolean bits = Distances.areOfBits(metric, rows);
    if (query.length < Lanes.LANES && !bits) {
      SHORT.scoresOfRange(metric, query, rows, first, count, out);
      return;
    }
    Objects.checkFromIndexSize(first, count, rows.count());
    Objects.checkFromIndexSize(0, count, out.length);
    MemorySegment function = scoresOf(rows.type());
    for (int done = 0; done < count; done += ROWS_PER_CALL) {
      int some = Math.min(ROWS_PER_CALL, count - done);
      long at = rows.offset(first + done);
      callScoresOfRange(
          function, metric, query, query.length, rows, at, stride(rows), some, out, done);
    }
  }

  @Override
  public void scoresOfRange(
      Metric metric, float[] query, ByteRows rows, int first, int count, float[] out) {
    Objects.checkFromIndexSize(first, count, rows.count());
    Objects.checkFromIndexSize(0, count, out.length);
    Objects.checkFromIndexSize(0, rows.stride(), query.length);
    for (int done = 0; done < count; done += ROWS_PER_CALL) {
      int some = Math.min(ROWS_PER_CALL, count - done);
      long at = (first + done) * rows.rowBytes();
      callScoresOfRange(
          byteScores, metric, query, rows.stride(), rows, at, rows.stride(), some, out, done);
    }
  }

  @Override
  public void tableSums(
      float[] tables, CodeRows codes, int[] rowIds, int from, int to, float[] out) {
    TableSums.requireTables(tables, codes);
    Objects.checkFromToIndex(from, to, rowIds.length);
    Objects.checkFromToIndex(from, to, out.length);
    assert areRows(rowIds, from, to, codes.count());
    MemorySegment ids = ArraySegments.ofThread().of(rowIds);
    for (int at = from; at < to; at += ROWS_PER_CALL) {
      int count = Math.min(ROWS_PER_CALL, to - at);
      callTableSums(tableSums, tables, codes, 0, ids, at, count, out);
    }
  }

  @Override
  public void tableSumsOfRange(float[] tables, CodeRows codes, int first, int count, float[] out) {
    TableSums.requireTables(tables, codes);
    Objects.checkFromIndexSize(first, count, codes.count());
    Objects.checkFromIndexSize(0, count, out.length);
    for (int done = 0; done < count; done += ROWS_PER_CALL) {
      int some = Math.min(ROWS_PER_CALL, count - done);
      callTableSums(tableSums, tables, codes, first + done, MemorySegment.NULL, done, some, out);
    }
  }

  /** Tile by tile: some centroids, which stay in a near cache, for some rows. */
  @Override
  public void nearest(
      Metric metric,
      VectorRows rows,
      int first,
      int count,
      VectorRows centroids,
      int[] best,
      float[] scores) {
    NearestCentroids.requireSameDimension(rows, centroids);
    Objects.checkFromIndexSize(first, count, rows.count());
    Objects.checkFromIndexSize(0, count, best.length);
    Objects.checkFromIndexSize(0, count, scores.length);
    NearestCentroids.begin(count, best, scores);
    int tile = Math.max(16, (int) (CENTROID_BYTES / centroids.rowBytes()) & -16);
    for (int done = 0; done < count; done += ROWS_OF_NEAREST) {
      int some = Math.min(ROWS_OF_NEAREST, count - done);
      for (int from = 0; from < centroids.count(); from += tile) {
        int to = Math.min(centroids.count(), from + tile);
        callNearest(
            nearest, metric, rows, first + done, some, centroids, from, to, best, scores, done);
      }
    }
  }

  @Override
  public void fillTables(Rotation rotation, float[] query, float[] rotated, QueryTables tables) {
    System.arraycopy(query, 0, rotated, 0, rotation.dimension());
    tables.resetToSigns(rotation.paddedDimension());
    callQueryTables(queryTables, rotation, rotated, tables);
  }

  @Override
  public void fillTables(
      ProductQuantizer quantizer, float[] query, int digits, QueryTables tables) {
    Objects.checkFromIndexSize(0, quantizer.parts().dimension(), query.length);
    Objects.checkFromIndexSize(0, quantizer.digits(), digits);
    tables.resetToCodewords(digits * quantizer.codewordsPerPart());
    callCodewordProducts(codewordProducts, quantizer, query, tables);
    if (quantizer.bits() == 4) {
      callRoundTables(roundTables, quantizer.digits(), digits, tables);
    }
  }

  @Override
  public void linkSums(
      float[] from,
      float[] base,
      VectorRows rows,
      int[] targets,
      int count,
      float[] sums,
      long[] signs) {
    rows.requireDimension(from);
    rows.requireDimension(base);
    Objects.checkFromIndexSize(0, count, targets.length);
    Objects.checkFromIndexSize(0, count * LINK_SUMS, sums.length);
    Objects.checkFromIndexSize(0, count * LinkSums.words(rows.dimension()), signs.length);
    assert areRows(targets, 0, count, rows.count());
    callLinkSums(linkSums, from, base, rows, targets, count, sums, signs);
  }

  @Override
  public int acceptedLinks(
      LinkLists lists, int node, RowFilter filter, Visited visited, int[] refused, int[] out) {
    MemorySegment accepted = filter.words();
    if (accepted == null) {
      return AcceptedLinks.gather(lists, node, filter, visited, refused, out);
    }
    Objects.checkIndex(node, lists.count());
    Objects.checkFromIndexSize(0, lists.most(), refused.length);
    Objects.checkFromIndexSize(0, 2 * lists.most(), out.length);
    Objects.checkFromIndexSize(0, (lists.count() + 7) / 8, accepted.byteSize());
    Objects.checkFromIndexSize(0, lists.count(), visited.stamps().length);
    return callAcceptedLinks(acceptedLinks, lists, node, accepted, visited, refused, out);
  }

  @Override
  public void offerLinks(
      LinkBlocks blocks, int block, QueryTables query, float score, RowBytes rows, Beam beam) {
    Objects.checkIndex(block, blocks.count());
    Objects.checkFromIndexSize(0, blocks.groups() * QueryTables.ENTRIES, query.entries().length);
    callOfferLinks(offerLinks, blocks, block, query, score, rows, beam);
  }

  private MemorySegment scoresOf(ComponentType type) {
    return switch (type) {
      case FLOAT32 -> floatScores;
      case FLOAT16 -> halfScores;
      case UINT8 -> byteScores;
      case BIT -> bitScores;
    };
  }

  /** From row to row, in components, or in words of bits. */
  private static int stride(VectorRows rows) {
    return rows.type() == ComponentType.BIT
        ? (int) (rows.rowBytes() / Long.BYTES)
        : rows.dimension();
  }

  @Override
  public int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      QueryTables query,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool) {
    Objects.checkFromIndexSize(first, count, blocks.count());
    Objects.checkFromIndexSize(0, blocks.digits() * QueryTables.ENTRIES, query.entries().length);
    MemorySegment words = filter.words();
    MemorySegment accepted = words == null ? MemorySegment.NULL : words;
    int before = pool.size();
    int good = 0;
    pool.reserve(count * CodeBlocks.TOGETHER);
    for (int done = 0; done < count; done += BLOCKS_PER_CALL) {
      int some = Math.min(BLOCKS_PER_CALL, count - done);
      int then = done + some < count ? first + done + some : next;
      good +=
          callScanBlocks(
              scanBlocks, blocks, first + done, some, query, score, then, accepted, pool);
    }
    return words == null ? BlockEstimates.keepAccepted(pool, before, filter) : good;
  }

  @Override
  public int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      float[] tables,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool) {
    Objects.checkFromIndexSize(first, count, blocks.count());
    Objects.checkFromIndexSize(0, blocks.digits() * BlockEstimates.ENTRIES, tables.length);
    MemorySegment words = filter.words();
    MemorySegment accepted = words == null ? MemorySegment.NULL : words;
    int before = pool.size();
    int good = 0;
    pool.reserve(count * CodeBlocks.TOGETHER);
    for (int done = 0; done < count; done += BLOCKS_PER_CALL) {
      int some = Math.min(BLOCKS_PER_CALL, count - done);
      int then = done + some < count ? first + done + some : next;
      good +=
          callScanByteBlocks(
              scanByteBlocks, blocks, first + done, some, tables, score, then, accepted, pool);
    }
    return words == null ? BlockEstimates.keepAccepted(pool, before, filter) : good;
  }

  private static void callScores(
      MemorySegment function,
      Metric metric,
      float[] query,
      int components,
      RowBytes rows,
      int stride,
      int[] rowIds,
      int at,
      int count,
      float[] out) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      SCORES.invokeExact(
          function,
          code(metric),
          segments.of(query),
          components,
          rows.data().address(),
          stride,
          segments.of(rowIds),
          at,
          count,
          segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  private static void callPairScores(
      MemorySegment function,
      boolean squared,
      ByteRows rows,
      int row,
      int[] rowIds,
      int at,
      int count,
      float[] out) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      PAIR_SCORES.invokeExact(
          function,
          squared ? 1 : 0,
          rows.data().address(),
          rows.stride(),
          row,
          segments.of(rowIds),
          at,
          count,
          segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  private static void callPackedScores(
      MemorySegment function,
      float[] query,
      PackedRows rows,
      int[] rowIds,
      int at,
      int count,
      float[] out) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      PACKED_SCORES.invokeExact(
          function,
          segments.of(query),
          rows.padded(),
          rows.bits(),
          rows.data().address(),
          rows.rowBytes(),
          segments.of(rowIds),
          at,
          count,
          segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  private static void callScoresOfRange(
      MemorySegment function,
      Metric metric,
      float[] query,
      int dimension,
      RowBytes rows,
      long offset,
      int stride,
      int count,
      float[] out,
      int outAt) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      SCORES.invokeExact(
          function,
          code(metric),
          segments.of(query),
          dimension,
          rows.data().address() + offset,
          stride,
          MemorySegment.NULL,
          outAt,
          count,
          segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  /**
   * @param first code of a range, zero with row numbers
   * @param rowIds numbers of rows, or no memory for a range
   */
  private static void callTableSums(
      MemorySegment function,
      float[] tables,
      CodeRows codes,
      int first,
      MemorySegment rowIds,
      int at,
      int count,
      float[] out) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      TABLE_SUMS.invokeExact(
          function,
          segments.of(tables),
          codes.data().address() + codes.offset(first),
          codes.digits(),
          rowIds,
          at,
          count,
          segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(codes);
    }
  }

  private static void callNearest(
      MemorySegment function,
      Metric metric,
      VectorRows rows,
      int first,
      int count,
      VectorRows centroids,
      int from,
      int to,
      int[] best,
      float[] scores,
      int at) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      NEAREST.invokeExact(
          function,
          code(metric),
          rows.data().address() + rows.offset(first),
          count,
          centroids.data().address() + centroids.offset(from),
          rows.dimension(),
          from,
          to - from,
          segments.of(best),
          segments.of(scores),
          at);
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
      Reference.reachabilityFence(centroids);
    }
  }

  private static void callQueryTables(
      MemorySegment function, Rotation rotation, float[] rotated, QueryTables tables) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      QUERY_TABLES.invokeExact(
          function,
          segments.of(rotated),
          rotation.dimension(),
          rotation.paddedDimension(),
          rotation.window(),
          rotation.rounds(),
          segments.of(rotation.factors()),
          segments.of(tables.entries()),
          segments.of(tables.sums()),
          segments.of(tables.affine()));
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static void callCodewordProducts(
      MemorySegment function, ProductQuantizer quantizer, float[] query, QueryTables tables) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      CODEWORD_PRODUCTS.invokeExact(
          function,
          segments.of(query),
          quantizer.parts().dimension(),
          quantizer.digits(),
          quantizer.codewordsPerPart(),
          segments.of(quantizer.transposed()),
          segments.of(tables.sums()));
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static void callRoundTables(
      MemorySegment function, int parts, int digits, QueryTables tables) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      ROUND_TABLES.invokeExact(
          function,
          parts,
          digits,
          segments.of(tables.sums()),
          segments.of(tables.entries()),
          segments.of(tables.affine()));
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static void callLinkSums(
      MemorySegment function,
      float[] from,
      float[] base,
      VectorRows rows,
      int[] targets,
      int count,
      float[] sums,
      long[] signs) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      LINK_SUMS_OF.invokeExact(
          function,
          segments.of(from),
          segments.of(base),
          rows.data().address(),
          rows.dimension(),
          segments.of(targets),
          count,
          segments.of(sums),
          segments.of(signs));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  private static int callAcceptedLinks(
      MemorySegment function,
      LinkLists lists,
      int node,
      MemorySegment accepted,
      Visited visited,
      int[] refused,
      int[] out) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      return (int)
          ACCEPTED_LINKS.invokeExact(
              function,
              lists.data().address(),
              lists.most(),
              node,
              accepted,
              segments.of(visited.stamps()),
              visited.generation(),
              segments.of(refused),
              segments.of(out));
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(lists);
    }
  }

  private static void callOfferLinks(
      MemorySegment function,
      LinkBlocks blocks,
      int block,
      QueryTables query,
      float score,
      RowBytes rows,
      Beam beam) {
    ArraySegments segments = ArraySegments.ofThread();
    try {
      OFFER_LINKS.invokeExact(
          function,
          blocks.data().address(),
          blocks.stride(),
          block,
          blocks.slots(),
          blocks.groups(),
          segments.of(query.entries()),
          query.scale(),
          query.offset(),
          score,
          rows.data().address(),
          rows.rowBytes(),
          segments.of(beam.entries()),
          beam.capacity(),
          segments.of(beam.state()),
          segments.of(beam.visited().table()),
          beam.visited().bits());
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(blocks);
      Reference.reachabilityFence(rows);
    }
  }

  private static int callScanBlocks(
      MemorySegment function,
      CodeBlocks blocks,
      int first,
      int count,
      QueryTables query,
      float score,
      int next,
      MemorySegment accepted,
      CandidatePool pool) {
    ArraySegments segments = ArraySegments.ofThread();
    long stride = blocks.stride();
    try {
      return (int)
          SCAN_BLOCKS.invokeExact(
              function,
              blocks.data().address() + first * stride,
              stride,
              count,
              blocks.digits(),
              segments.of(query.entries()),
              query.isNarrow() ? 1 : 0,
              query.scale(),
              query.offset(),
              score,
              accepted,
              pool.threshold(),
              segments.of(pool.entries()),
              segments.of(pool.state()),
              blocks.data().address() + next * stride);
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(blocks);
    }
  }

  private static int callScanByteBlocks(
      MemorySegment function,
      CodeBlocks blocks,
      int first,
      int count,
      float[] tables,
      float score,
      int next,
      MemorySegment accepted,
      CandidatePool pool) {
    ArraySegments segments = ArraySegments.ofThread();
    long stride = blocks.stride();
    try {
      return (int)
          SCAN_BYTE_BLOCKS.invokeExact(
              function,
              blocks.data().address() + first * stride,
              stride,
              count,
              blocks.digits(),
              segments.of(tables),
              score,
              accepted,
              pool.threshold(),
              segments.of(pool.entries()),
              segments.of(pool.state()),
              blocks.data().address() + next * stride);
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      Reference.reachabilityFence(blocks);
    }
  }

  /** Calls a function without a result, whose address comes first. */
  private static MethodHandle caller(MemoryLayout... arguments) {
    return caller(FunctionDescriptor.ofVoid(arguments));
  }

  /** Calls a function that counts something. */
  private static MethodHandle counter(MemoryLayout... arguments) {
    return caller(FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MethodHandle caller(FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(descriptor, Linker.Option.critical(true));
  }

  /** Costs too much for every call; the numbers come from checked files. */
  private static boolean areRows(int[] rowIds, int from, int to, int count) {
    for (int i = from; i < to; i++) {
      if (rowIds[i] < 0 || rowIds[i] >= count) {
        return false;
      }
    }
    return true;
  }

  /** The number of a metric in C. */
  private static int code(Metric metric) {
    return switch (metric) {
      case DOT, COSINE -> 0;
      case EUCLID -> 1;
      case MANHATTAN -> 2;
      case HAMMING -> 3;
      case JACCARD -> 4;
    };
  }

  private static IllegalStateException unexpected(Throwable failure) {
    return new IllegalStateException("a C kernel could not be called", failure);
  }
}
