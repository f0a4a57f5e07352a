package io.dunlin.index.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What the kernel is told about its cache of file pages. All of it is advice: where there is no
 * such call, or it is not heeded, answers are the same.
 */
public final class PageCache {
  /** No machine that Dunlin runs on has ordinary pages larger than this. */
  private static final long LARGEST_PAGE = 64 << 10;

  private PageCache() {}

  /**
   * What is read next lies anywhere in these bytes of a mapped file: a page that is missing is read
   * alone, without those that follow it.
   */
  public static void expectRandomReads(MemorySegment mapped) {
    advise(mapped, SystemCalls.MADV_RANDOM);
  }

  /**
   * Nobody will read these bytes of a file for now: the memory that holds them is free for others.
   * They are read again by whoever asks for them after all.
   *
   * @param mapped the same bytes where this process has them mapped, since the kernel keeps what is
   *     in use
   */
  public static void forget(Path file, long offset, MemorySegment mapped) {
    if (!SystemCalls.LINUX) {
      return;
    }
    advise(mapped, SystemCalls.MADV_DONTNEED);
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = SystemCalls.open(arena.allocateFrom(file.toString()));
      if (descriptor >= 0) {
        int _ =
            SystemCalls.advise(
                descriptor, offset, mapped.byteSize(), SystemCalls.POSIX_FADV_DONTNEED);
        SystemCalls.close(descriptor);
      }
    }
  }

  /** For the whole pages within; those at the ends hold bytes of others too. */
  private static void advise(MemorySegment mapped, int advice) {
    long skipped = -mapped.address() & (LARGEST_PAGE - 1);
    long whole = (mapped.byteSize() - skipped) & -LARGEST_PAGE;
    if (SystemCalls.LINUX && whole > 0) {
      int _ = SystemCalls.advise(mapped.asSlice(skipped, whole), advice);
    }
  }
}
