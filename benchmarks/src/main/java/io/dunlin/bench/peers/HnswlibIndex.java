package io.dunlin.bench.peers;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * C++ hnswlib (Debian: libhnswlib-dev), compiled here for this machine with {@code -O3
 * -march=native} and called in this process. A call costs some ten nanoseconds.
 */
@SuppressWarnings("restricted")
final class HnswlibIndex implements FilteredIndex {
  private static final String SOURCE = "hnswlib_peer.cpp";
  private static final int MOST_RESULTS = 10_000;

  private final Arena arena;
  private final MemorySegment handle;
  private final MethodHandle search;
  private final MethodHandle accept;
  private final MethodHandle free;
  private final MemorySegment found;
  private final MemorySegment query;
  private final int rows;
  private final long sizeBytes;

  private HnswlibIndex(
      Arena arena, Functions functions, MemorySegment handle, VectorRows table, long sizeBytes) {
    this.arena = arena;
    this.handle = handle;
    this.search = functions.search();
    this.accept = functions.accept();
    this.free = functions.free();
    this.rows = table.count();
    this.found = arena.allocate(ValueLayout.JAVA_INT, MOST_RESULTS);
    this.query = arena.allocate(ValueLayout.JAVA_FLOAT, table.dimension());
    this.sizeBytes = sizeBytes;
  }

  private record Functions(
      MethodHandle build,
      MethodHandle search,
      MethodHandle accept,
      MethodHandle bytes,
      MethodHandle free) {
    static Functions of(SymbolLookup library) {
      ValueLayout.OfInt number = ValueLayout.JAVA_INT;
      Linker linker = Linker.nativeLinker();
      return new Functions(
          linker.downcallHandle(
              library.findOrThrow("peer_build"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  number,
                  number,
                  number,
                  number,
                  number,
                  number)),
          linker.downcallHandle(
              library.findOrThrow("peer_search"),
              FunctionDescriptor.of(
                  number,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  number,
                  number,
                  ValueLayout.ADDRESS)),
          linker.downcallHandle(
              library.findOrThrow("peer_accept"),
              FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS)),
          linker.downcallHandle(
              library.findOrThrow("peer_bytes"),
              FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS)),
          linker.downcallHandle(
              library.findOrThrow("peer_free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)));
    }
  }

  static HnswlibIndex build(VectorRows rows, Metric metric, GraphParams params, Path work)
      throws IOException {
    Arena arena = Arena.ofShared();
    Functions functions = Functions.of(SymbolLookup.libraryLookup(compile(work), arena));
    try {
      MemorySegment handle =
          (MemorySegment)
              functions
                  .build()
                  .invokeExact(
                      rows.data(),
                      rows.count(),
                      rows.dimension(),
                      isInnerProduct(metric) ? 1 : 0,
                      params.m(),
                      params.efConstruction(),
                      params.threads());
      long bytes = (long) functions.bytes().invokeExact(handle);
      return new HnswlibIndex(arena, functions, handle, rows, bytes);
    } catch (Throwable failure) {
      throw new IllegalStateException("hnswlib cannot be called", failure);
    }
  }

  private static boolean isInnerProduct(Metric metric) {
    return switch (metric) {
      case EUCLID -> false;
      case DOT, COSINE -> true;
      case MANHATTAN -> throw new IllegalArgumentException("hnswlib has no Manhattan distance");
    };
  }

  /** Whether there is a compiler, and the headers with it. */
  static boolean isInstalled() {
    try {
      byte[] source = "#include <hnswlib/hnswlib.h>\n".getBytes(StandardCharsets.UTF_8);
      return compile(source, "-fsyntax-only") == 0;
    } catch (IOException noCompiler) {
      return false;
    }
  }

  /** Compiles the few lines of C++ anew: the headers' version is whatever is installed. */
  private static Path compile(Path work) throws IOException {
    Path library = work.resolve("libhnswlib_peer.so").toAbsolutePath();
    try (InputStream source =
        Objects.requireNonNull(HnswlibIndex.class.getResourceAsStream(SOURCE))) {
      int status =
          compile(
              source.readAllBytes(),
              "-O3",
              "-march=native",
              "-shared",
              "-fPIC",
              "-pthread",
              "-o",
              library.toString());
      if (status != 0) {
        throw new IOException("g++ could not compile " + SOURCE);
      }
    }
    return library;
  }

  private static int compile(byte[] source, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-x", "c++", "-"));
    command.addAll(List.of(options));
    Process compiler =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream input = compiler.getOutputStream()) {
      input.write(source);
    }
    try {
      return compiler.waitFor();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while g++ was at work", interrupt);
    }
  }

  @Override
  public String name() {
    return "hnswlib (C++)";
  }

  @Override
  public int search(float[] vector, int breadth, int[] rows) {
    MemorySegment.copy(vector, 0, query, ValueLayout.JAVA_FLOAT, 0, vector.length);
    try {
      int size = (int) search.invokeExact(handle, query, rows.length, breadth, found);
      MemorySegment.copy(found, ValueLayout.JAVA_INT, 0, rows, 0, size);
      return size;
    } catch (Throwable failure) {
      throw new IllegalStateException("hnswlib cannot be called", failure);
    }
  }

  @Override
  public void accept(BitSet accepted) {
    try (Arena whileCalled = Arena.ofConfined()) {
      MemorySegment bytes = whileCalled.allocate(rows);
      accepted.stream().forEach(row -> bytes.set(ValueLayout.JAVA_BYTE, row, (byte) 1));
      accept.invokeExact(handle, bytes);
    } catch (Throwable failure) {
      throw new IllegalStateException("hnswlib cannot be called", failure);
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void close() {
    try {
      free.invokeExact(handle);
    } catch (Throwable failure) {
      throw new IllegalStateException("hnswlib cannot be called", failure);
    }
    arena.close();
  }
}
