package io.dunlin.index.plan;

import io.dunlin.index.memory.LargePages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The sections of a kind of many small indexes, as one: first for each where it ends (8 bytes,
 * little endian), counted from the start of the whole; then the sections, each at a multiple of 64
 * bytes. One of no bytes stands for none.
 */
final class PartSections {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int ALIGNMENT = 64;

  private PartSections() {}

  static MemorySegment join(List<MemorySegment> parts, Arena arena) {
    long end = firstStart(parts.size());
    for (MemorySegment part : parts) {
      end = aligned(end) + part.byteSize();
    }
    MemorySegment whole = LargePages.allocate(end, arena);
    end = firstStart(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      MemorySegment part = parts.get(i);
      long start = aligned(end);
      MemorySegment.copy(part, 0, whole, start, part.byteSize());
      end = start + part.byteSize();
      whole.set(LONG, (long) i * Long.BYTES, end);
    }
    return whole;
  }

  /**
   * @throws IllegalArgumentException for what is not the sections of {@code count} indexes
   */
  static List<MemorySegment> split(MemorySegment whole, int count) {
    if (whole.byteSize() < firstStart(count)) {
      throw new IllegalArgumentException("is too short for %d parts".formatted(count));
    }
    List<MemorySegment> parts = new ArrayList<>(count);
    long end = firstStart(count);
    for (int i = 0; i < count; i++) {
      long start = aligned(end);
      end = whole.get(LONG, (long) i * Long.BYTES);
      if (end < start || end > whole.byteSize()) {
        throw new IllegalArgumentException("has parts that overlap or end behind it");
      }
      parts.add(whole.asSlice(start, end - start));
    }
    return parts;
  }

  private static long firstStart(int count) {
    return aligned((long) count * Long.BYTES);
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
