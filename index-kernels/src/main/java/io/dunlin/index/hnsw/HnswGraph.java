package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The links of a finished graph, in the very bytes that the file holds, so that a mapped section is
 * searched as it is. STUB.
 */
public record HnswGraph(MemorySegment bytes) {
  /**
   * Builds with {@code threads} threads over the rows that {@code present} accepts (rows without
   * this vector get no node). The bytes live in {@code arena}.
   *
   * @param progress told how many rows are newly inserted, from any builder thread
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   */
  public static HnswGraph build(
      VectorRows rows,
      Metric metric,
      HnswParams params,
      RowFilter present,
      Kernels kernels,
      int threads,
      java.lang.foreign.Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    throw new IllegalStateException("STUB");
  }

  /** Reads a graph from a section; the shape (counts, strides, links in range) is checked once. */
  public static HnswGraph open(MemorySegment bytes, int rows) {
    return new HnswGraph(bytes);
  }
}
