package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Blocks of links, each with what is needed to estimate the scores of all its targets at once: the
 * targets' sign codes relative to the block's own vector, and for each target two numbers. One
 * block is read from front to back, where its targets' vectors lie all over the memory.
 *
 * <p>A block has {@code slots} places, a multiple of 32; a place without a target holds the row -1
 * and an addend of negative infinity, and comes after all others. With {@code s} the score of the
 * block's own vector and {@code t} the sum over a target's signs and the query (see {@code
 * QueryTables}), the target's score is about {@code s + addend + factor * t}.
 *
 * <pre>
 * rows      slots little-endian ints
 * addends   slots floats
 * factors   slots floats
 * codes     for each 32 places: groups times 16 bytes, as fast_scan.h says
 * </pre>
 *
 * @param data off heap; block b stands at byte {@code b * stride(slots, groups)}
 * @param count blocks
 * @param slots places of a block
 * @param groups components of a code, divided by four; a multiple of four
 */
public record LinkBlocks(MemorySegment data, int count, int slots, int groups) {
  /** Places that are estimated together. */
  public static final int TOGETHER = 32;

  /** How rows are stored. */
  public static final ValueLayout.OfInt ROW =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** How addends and factors are stored. */
  public static final ValueLayout.OfFloat NUMBER =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What a place without a target holds. */
  public static final int NO_ROW = -1;

  private static final int GROUP_BYTES = 16;
  private static final int CACHE_LINE = 64;

  public LinkBlocks {
    if (slots < TOGETHER || slots % TOGETHER != 0 || groups < 4 || groups % 4 != 0) {
      throw new IllegalArgumentException(
          "%d places and %d groups make no block".formatted(slots, groups));
    }
    if (count < 0 || data.byteSize() < count * stride(slots, groups) || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d blocks off heap".formatted(data.byteSize(), count));
    }
  }

  /** Bytes of a block: whole cache lines. */
  public static long stride(int slots, int groups) {
    long bytes = codesAt(slots) + (long) slots / TOGETHER * groups * GROUP_BYTES;
    return (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  }

  public long stride() {
    return stride(slots, groups);
  }

  public int row(int block, int slot) {
    return data.get(ROW, block * stride() + 4L * slot);
  }

  public float addend(int block, int slot) {
    return data.get(NUMBER, block * stride() + 4L * (slots + slot));
  }

  public float factor(int block, int slot) {
    return data.get(NUMBER, block * stride() + 4L * (2 * slots + slot));
  }

  /** The four signs of a group, the first in the lowest bit, set where it is positive. */
  public int signs(int block, int slot, int group) {
    int both = data.get(ValueLayout.JAVA_BYTE, signsAt(block, slot, group));
    return (slot & 16) == 0 ? both & 15 : both >> 4 & 15;
  }

  /**
   * Writes one place, whose codes are zero yet.
   *
   * @param signs hold its code, one bit a component, from the word {@code first} on
   */
  public void write(
      int block, int slot, int row, float addend, float factor, long[] signs, int first) {
    long at = block * stride() + 4L * slot;
    data.set(ROW, at, row);
    data.set(NUMBER, at + 4L * slots, addend);
    data.set(NUMBER, at + 8L * slots, factor);
    for (int group = 0; group < groups; group++) {
      int digit = (int) (signs[first + (group >> 4)] >>> (4 * (group & 15))) & 15;
      long byteAt = signsAt(block, slot, group);
      int before = data.get(ValueLayout.JAVA_BYTE, byteAt);
      int after = before | ((slot & 16) == 0 ? digit : digit << 4);
      data.set(ValueLayout.JAVA_BYTE, byteAt, (byte) after);
    }
  }

  /** Marks a place as one without a target. */
  public void leaveOut(int block, int slot) {
    long at = block * stride() + 4L * slot;
    data.set(ROW, at, NO_ROW);
    data.set(NUMBER, at + 4L * slots, Float.NEGATIVE_INFINITY);
    data.set(NUMBER, at + 8L * slots, 0f);
  }

  private long signsAt(int block, int slot, int group) {
    return codes(block, slot) + (long) group * GROUP_BYTES + (slot & 15);
  }

  /** Byte offset of the codes of the 32 places among which {@code slot} is. */
  public long codes(int block, int slot) {
    long batch = slot / TOGETHER;
    return block * stride() + codesAt(slots) + batch * groups * GROUP_BYTES;
  }

  private static long codesAt(int slots) {
    return 12L * slots;
  }
}
