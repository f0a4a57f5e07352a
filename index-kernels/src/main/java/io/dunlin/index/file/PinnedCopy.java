package io.dunlin.index.file;

import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.PinnedBudget;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the bytes of one section, in large pages. Closing it frees the memory, and gives back
 * what it took of a budget.
 *
 * @param bytes writable, 64-byte aligned
 */
record PinnedCopy(MemorySegment bytes, Arena arena, PinnedBudget.Claim claim)
    implements AutoCloseable {
  /**
   * Zeroed memory.
   *
   * @param claim for as many bytes
   * @throws OutOfMemoryError when there is none; the claim is as it was
   */
  static PinnedCopy allocate(long bytes, PinnedBudget.Claim claim) {
    Arena arena = Arena.ofShared();
    try {
      return new PinnedCopy(LargePages.allocate(bytes, arena), arena, claim);
    } catch (OutOfMemoryError none) {
      arena.close();
      throw none;
    }
  }

  @Override
  public void close() {
    arena.close();
    claim.close();
  }
}
