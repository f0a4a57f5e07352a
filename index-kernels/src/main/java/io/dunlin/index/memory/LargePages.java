package io.dunlin.index.memory;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Zeroed memory in pages of 2 MiB where Linux has them to give (transparent huge pages), else in
 * ordinary ones. A search touches rows all over a table; with large pages the processor knows where
 * they are without walking its page tables, which takes about a third off each row.
 */
@SuppressWarnings("restricted")
public final class LargePages {
  private static final Logger LOG = LoggerFactory.getLogger(LargePages.class);
  private static final long PAGE = 2L << 20;

  // Of Linux, the same on x86-64 and AArch64.
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int MADV_HUGEPAGE = 14;
  private static final MemorySegment MAP_FAILED = MemorySegment.ofAddress(-1);

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  private LargePages() {}

  /**
   * Memory of {@code arena}, aligned to a large page if it is as long as one, to 64 bytes
   * otherwise.
   */
  public static MemorySegment allocate(long bytes, Arena arena) {
    if (!LINUX || bytes < PAGE) {
      return arena.allocate(bytes, 64);
    }
    long mapped = bytes + PAGE;
    MemorySegment address = map(mapped);
    if (address.equals(MAP_FAILED)) {
      throw new OutOfMemoryError("%d bytes off heap are not to be had".formatted(bytes));
    }
    MemorySegment memory = address.reinterpret(mapped, arena, start -> unmap(start, mapped));
    MemorySegment aligned = memory.asSlice(-memory.address() & (PAGE - 1), bytes);
    int refused = Calls.advise(aligned, bytes);
    if (refused != 0) {
      LOG.debug("Large pages are not to be had; ordinary ones do");
    }
    return aligned;
  }

  private static MemorySegment map(long bytes) {
    try {
      return (MemorySegment)
          Calls.MMAP.invokeExact(
              MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable failure) {
      throw new IllegalStateException("mmap cannot be called", failure);
    }
  }

  private static void unmap(MemorySegment start, long bytes) {
    try {
      int _ = (int) Calls.MUNMAP.invokeExact(start, bytes);
    } catch (Throwable failure) {
      throw new IllegalStateException("munmap cannot be called", failure);
    }
  }

  /** Looked up when first needed, so not where there is no such function. */
  private static final class Calls {
    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    static final MethodHandle MMAP =
        find("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, LONG, INT, INT, INT, LONG));
    static final MethodHandle MUNMAP = find("munmap", FunctionDescriptor.of(INT, ADDRESS, LONG));
    static final MethodHandle MADVISE =
        find("madvise", FunctionDescriptor.of(INT, ADDRESS, LONG, INT));

    static int advise(MemorySegment memory, long bytes) {
      try {
        return (int) MADVISE.invokeExact(memory, bytes, MADV_HUGEPAGE);
      } catch (Throwable failure) {
        throw new IllegalStateException("madvise cannot be called", failure);
      }
    }

    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
  }
}
