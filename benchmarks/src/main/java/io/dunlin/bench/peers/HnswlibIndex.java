package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * C++ hnswlib (Debian: libhnswlib-dev), compiled here for this machine and called in this process.
 * A call costs some ten nanoseconds.
 *
 * <p>Its memory is counted by the formula of {@code hnswalg.h}: elements of one size, each a count
 * and 2M links, the vector and a label; and lists of the upper layers, with a pointer each. Left
 * out, in its favour, are a mutex for each element, the table from labels to elements, and the
 * lists of visited elements.
 */
final class HnswlibIndex implements FilteredIndex, BatchIndex {
  private static final int MOST_RESULTS = 10_000;
  private static final List<String> PARTS =
      List.of("vectors", "links", "labels", "links of upper layers");

  private final Arena arena;
  private final HnswlibLibrary library;
  private final MemorySegment handle;
  private final GraphParams params;
  private final int rows;
  private final int dimension;

  private HnswlibIndex(
      Arena arena,
      HnswlibLibrary library,
      MemorySegment handle,
      GraphParams params,
      VectorRows table) {
    this.arena = arena;
    this.library = library;
    this.handle = handle;
    this.params = params;
    this.rows = table.count();
    this.dimension = table.dimension();
  }

  static HnswlibIndex build(VectorRows rows, Metric metric, GraphParams params, Path work) {
    Arena arena = Arena.ofShared();
    HnswlibLibrary library = HnswlibLibrary.load(work, arena);
    try {
      MemorySegment handle =
          (MemorySegment)
              library
                  .build()
                  .invokeExact(
                      rows.data(),
                      rows.count(),
                      rows.dimension(),
                      isInnerProduct(metric) ? 1 : 0,
                      params.m(),
                      params.efConstruction(),
                      params.threads());
      return new HnswlibIndex(arena, library, handle, params, rows);
    } catch (Throwable failure) {
      throw notCallable(failure);
    }
  }

  private static boolean isInnerProduct(Metric metric) {
    return switch (metric) {
      case EUCLID -> false;
      case DOT, COSINE -> true;
      case MANHATTAN, HAMMING, JACCARD ->
          throw new IllegalArgumentException("hnswlib has no distance " + metric);
    };
  }

  private static IllegalStateException notCallable(Throwable failure) {
    return new IllegalStateException("hnswlib cannot be called", failure);
  }

  @Override
  public String name() {
    return "hnswlib (C++)";
  }

  @Override
  public String configuration() {
    return "%s, %s, float32, g++ %s"
        .formatted(Versions.hnswlib(), params, String.join(" ", HnswlibLibrary.FLAGS));
  }

  @Override
  public Searcher newSearcher() {
    MemorySegment asked = arena.allocate(ValueLayout.JAVA_FLOAT, dimension);
    MemorySegment found = arena.allocate(ValueLayout.JAVA_INT, MOST_RESULTS);
    return (query, effort, out) -> {
      MemorySegment.copy(query, 0, asked, ValueLayout.JAVA_FLOAT, 0, dimension);
      try {
        int size =
            (int) library.search().invokeExact(handle, asked, out.length, effort.breadth(), found);
        MemorySegment.copy(found, ValueLayout.JAVA_INT, 0, out, 0, size);
        return size;
      } catch (Throwable failure) {
        throw notCallable(failure);
      }
    };
  }

  @Override
  public void searchBatch(float[][] queries, Effort effort, int threads, int[][] out) {
    int k = out[0].length;
    try (Arena whileCalled = Arena.ofConfined()) {
      MemorySegment asked =
          whileCalled.allocate(ValueLayout.JAVA_FLOAT, (long) queries.length * dimension);
      for (int i = 0; i < queries.length; i++) {
        long at = (long) i * dimension * Float.BYTES;
        MemorySegment.copy(queries[i], 0, asked, ValueLayout.JAVA_FLOAT, at, dimension);
      }
      MemorySegment found = whileCalled.allocate(ValueLayout.JAVA_INT, (long) queries.length * k);
      library
          .searchBatch()
          .invokeExact(
              handle, asked, queries.length, dimension, k, effort.breadth(), threads, found);
      for (int i = 0; i < queries.length; i++) {
        MemorySegment.copy(found, ValueLayout.JAVA_INT, (long) i * k * Integer.BYTES, out[i], 0, k);
      }
    } catch (Throwable failure) {
      throw notCallable(failure);
    }
  }

  @Override
  public void accept(BitSet accepted) {
    try (Arena whileCalled = Arena.ofConfined()) {
      MemorySegment bytes = whileCalled.allocate(rows);
      accepted.stream().forEach(row -> bytes.set(ValueLayout.JAVA_BYTE, row, (byte) 1));
      library.accept().invokeExact(handle, bytes);
    } catch (Throwable failure) {
      throw notCallable(failure);
    }
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(
        IntStream.range(0, PARTS.size())
            .mapToObj(part -> new Section(PARTS.get(part), bytes(part), Held.MEMORY))
            .toList());
  }

  private long bytes(int part) {
    try {
      return (long) library.bytes().invokeExact(handle, part);
    } catch (Throwable failure) {
      throw notCallable(failure);
    }
  }

  @Override
  public void close() {
    try {
      library.free().invokeExact(handle);
    } catch (Throwable failure) {
      throw notCallable(failure);
    }
    arena.close();
  }
}
