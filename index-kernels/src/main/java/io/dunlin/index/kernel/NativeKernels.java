package io.dunlin.index.kernel;

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
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The kernels in C ({@code src/main/c}), which ask for the rows to come ahead of their turn; the
 * Vector API cannot. Arguments are checked here, and cut into calls of few rows.
 */
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
      NativeCalls.callScores(
          function, metric, query, rows.dimension(), rows, stride, rowIds, at, count, out);
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
      NativeCalls.callScores(
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
      NativeCalls.callPairScores(pairScores, squared, rows, row, rowIds, at, count, out);
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
      NativeCalls.callPackedScores(packedScores, query, rows, rowIds, at, count, out);
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
      NativeCalls.callScoresOfRange(
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
      NativeCalls.callScoresOfRange(
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
      NativeCalls.callTableSums(tableSums, tables, codes, 0, ids, at, count, out);
    }
  }

  @Override
  public void tableSumsOfRange(float[] tables, CodeRows codes, int first, int count, float[] out) {
    TableSums.requireTables(tables, codes);
    Objects.checkFromIndexSize(first, count, codes.count());
    Objects.checkFromIndexSize(0, count, out.length);
    for (int done = 0; done < count; done += ROWS_PER_CALL) {
      int some = Math.min(ROWS_PER_CALL, count - done);
      NativeCalls.callTableSums(
          tableSums, tables, codes, first + done, MemorySegment.NULL, done, some, out);
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
        NativeCalls.callNearest(
            nearest, metric, rows, first + done, some, centroids, from, to, best, scores, done);
      }
    }
  }

  @Override
  public void fillTables(Rotation rotation, float[] query, float[] rotated, QueryTables tables) {
    System.arraycopy(query, 0, rotated, 0, rotation.dimension());
    tables.resetToSigns(rotation.paddedDimension());
    NativeCalls.callQueryTables(queryTables, rotation, rotated, tables);
  }

  @Override
  public void fillTables(
      ProductQuantizer quantizer, float[] query, int digits, QueryTables tables) {
    Objects.checkFromIndexSize(0, quantizer.parts().dimension(), query.length);
    Objects.checkFromIndexSize(0, quantizer.digits(), digits);
    tables.resetToCodewords(digits * quantizer.codewordsPerPart());
    NativeCalls.callCodewordProducts(codewordProducts, quantizer, query, tables);
    if (quantizer.bits() == 4) {
      NativeCalls.callRoundTables(roundTables, quantizer.digits(), digits, tables);
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
    NativeCalls.callLinkSums(linkSums, from, base, rows, targets, count, sums, signs);
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
    return NativeCalls.callAcceptedLinks(
        acceptedLinks, lists, node, accepted, visited, refused, out);
  }

  @Override
  public void offerLinks(
      LinkBlocks blocks, int block, QueryTables query, float score, RowBytes rows, Beam beam) {
    Objects.checkIndex(block, blocks.count());
    Objects.checkFromIndexSize(0, blocks.groups() * QueryTables.ENTRIES, query.entries().length);
    NativeCalls.callOfferLinks(offerLinks, blocks, block, query, score, rows, beam);
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
          NativeCalls.callScanBlocks(
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
          NativeCalls.callScanByteBlocks(
              scanByteBlocks, blocks, first + done, some, tables, score, then, accepted, pool);
    }
    return words == null ? BlockEstimates.keepAccepted(pool, before, filter) : good;
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
}
