package io.dunlin.index.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.CodeRows;
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

/**
 * Calls of the functions in C, whose arguments were checked.
 *
 * <p>Rows are passed by their bare address: a segment of a shared arena would be counted in and out
 * at every call. So whoever searches holds the memory until the search is over. Arrays are passed
 * where they lie in the heap, which holds a collection up until the call returns, so a call gets
 * few rows.
 *
 * <p>Each is a method of its own that is not inlined (see the package): inlined into large callers,
 * the handle's invocation would allocate.
 */
@SuppressWarnings("restricted")
final class NativeCalls {
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

  private NativeCalls() {}

  static void callScores(
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

  static void callPairScores(
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

  static void callPackedScores(
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

  static void callScoresOfRange(
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
  static void callTableSums(
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

  static void callNearest(
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

  static void callQueryTables(
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

  static void callCodewordProducts(
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

  static void callRoundTables(MemorySegment function, int parts, int digits, QueryTables tables) {
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

  static void callLinkSums(
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

  static int callAcceptedLinks(
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

  static void callOfferLinks(
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

  static int callScanBlocks(
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

  static int callScanByteBlocks(
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
