package io.dunlin.bench.peers;

import io.dunlin.index.memory.PageCache;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes in a file that is read anywhere, and that can be thrown out of memory. */
record MappedFile(Path path, MemorySegment mapped) {
  private static final long PIECE = 1L << 30;
  private static final int PAGE = 4 << 10;

  @SuppressWarnings("restricted")
  private static final MethodHandle MINCORE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("mincore"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS));

  /** Writes the bytes to the disk and maps them for as long as the arena lives. */
  static MappedFile of(MemorySegment bytes, Path work, Arena arena) throws IOException {
    Path path = Files.createTempFile(work, "mapped", ".bytes");
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes.byteSize(); at += PIECE) {
        long length = Math.min(PIECE, bytes.byteSize() - at);
        ByteBuffer piece = bytes.asSlice(at, length).asByteBuffer();
        while (piece.hasRemaining()) {
          file.write(piece);
        }
      }
      // The kernel keeps pages that are not on disk yet.
      file.force(true);
      MemorySegment mapped = file.map(MapMode.READ_ONLY, 0, bytes.byteSize(), arena);
      PageCache.expectRandomReads(mapped);
      return new MappedFile(path, mapped);
    }
  }

  /** Throws all pages out of memory, as far as the kernel follows. */
  void evict() {
    PageCache.forget(path, 0, mapped);
  }

  /** The share of pages that are in memory, by mincore(2). */
  double residentShare() {
    long pages = Math.ceilDiv(mapped.byteSize(), PAGE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flags = arena.allocate(pages);
      int status = (int) MINCORE.invokeExact(mapped, mapped.byteSize(), flags);
      if (status != 0) {
        throw new IllegalStateException("mincore failed");
      }
      long resident = 0;
      for (long page = 0; page < pages; page++) {
        resident += flags.get(ValueLayout.JAVA_BYTE, page) & 1;
      }
      return (double) resident / pages;
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException("mincore cannot be called", failure);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
