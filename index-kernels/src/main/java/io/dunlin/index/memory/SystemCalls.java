package io.dunlin.index.memory;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls about memory and files that Java has no name for, as the C library offers them on
 * Linux. Looked up when first needed, so not where there are no such functions; callers ask {@link
 * #LINUX} before. The constants are those of x86-64 and AArch64.
 */
@SuppressWarnings("restricted")
final class SystemCalls {
  static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  static final int MADV_RANDOM = 1;
  static final int MADV_DONTNEED = 4;
  static final int MADV_HUGEPAGE = 14;
  static final int POSIX_FADV_DONTNEED = 4;
  static final MemorySegment MAP_FAILED = MemorySegment.ofAddress(-1);

  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private static final MethodHandle MMAP =
      find("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, LONG, INT, INT, INT, LONG));
  private static final MethodHandle MUNMAP =
      find("munmap", FunctionDescriptor.of(INT, ADDRESS, LONG));
  private static final MethodHandle MADVISE =
      find("madvise", FunctionDescriptor.of(INT, ADDRESS, LONG, INT));
  private static final MethodHandle OPEN =
      find("open", FunctionDescriptor.of(INT, ADDRESS, INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle FADVISE =
      find("posix_fadvise", FunctionDescriptor.of(INT, INT, LONG, LONG, INT));

  private SystemCalls() {}

  /** Zeroed memory of no file, or {@link #MAP_FAILED}. */
  static MemorySegment map(long bytes) {
    try {
      return (MemorySegment)
          MMAP.invokeExact(
              MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable failure) {
      throw new IllegalStateException("mmap cannot be called", failure);
    }
  }

  static void unmap(MemorySegment start, long bytes) {
    try {
      int _ = (int) MUNMAP.invokeExact(start, bytes);
    } catch (Throwable failure) {
      throw new IllegalStateException("munmap cannot be called", failure);
    }
  }

  /** Zero when the advice is taken. */
  static int advise(MemorySegment memory, int advice) {
    try {
      return (int) MADVISE.invokeExact(memory, memory.byteSize(), advice);
    } catch (Throwable failure) {
      throw new IllegalStateException("madvise cannot be called", failure);
    }
  }

  /**
   * A descriptor to read a file by, or a negative number.
   *
   * @param path ends in a zero byte
   */
  static int open(MemorySegment path) {
    try {
      return (int) OPEN.invokeExact(path, O_RDONLY_CLOEXEC);
    } catch (Throwable failure) {
      throw new IllegalStateException("open cannot be called", failure);
    }
  }

  static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable failure) {
      throw new IllegalStateException("close cannot be called", failure);
    }
  }

  /** Zero when the advice is taken. */
  static int advise(int descriptor, long offset, long bytes, int advice) {
    try {
      return (int) FADVISE.invokeExact(descriptor, offset, bytes, advice);
    } catch (Throwable failure) {
      throw new IllegalStateException("posix_fadvise cannot be called", failure);
    }
  }

  private static MethodHandle find(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
