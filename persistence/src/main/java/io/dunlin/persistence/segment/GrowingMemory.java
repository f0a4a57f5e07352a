package io.dunlin.persistence.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap memory that doubles, for one thread that writes. Any thread may read what was published
 * safely after it was written. A view made before the memory doubled stays good until the arena
 * closes: all that doubling left behind is together no larger than the memory in use.
 */
final class GrowingMemory {
  private static final long FIRST_BYTES = 64 * 1024;
  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private volatile MemorySegment memory;

  GrowingMemory(Arena arena) {
    this.arena = arena;
    memory = arena.allocate(FIRST_BYTES, ALIGNMENT);
  }

  /** The memory as it is now. */
  MemorySegment get() {
    return memory;
  }

  /** The memory, {@code end} bytes long or longer. */
  MemorySegment upTo(long end) {
    MemorySegment target = memory;
    if (end > target.byteSize()) {
      long size = target.byteSize();
      while (size < end) {
        size *= 2;
      }
      target = arena.allocate(size, ALIGNMENT).copyFrom(target);
      memory = target;
    }
    return target;
  }
}
