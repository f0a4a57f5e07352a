package io.dunlin.persistence.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.roaringbitmap.buffer.BufferBitSetUtil;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Which rows of a growing segment lack a vector. One thread adds; any thread may ask about the rows
 * below a count that it got from a safely published slice.
 */
final class AbsentRows {
  private static final int[] NOT_ONE = {};

  /** A bit a row that lacks the vector; rows beyond its end have it. */
  private volatile int[] bits = NOT_ONE;

  void add(int row) {
    int word = row >>> 5;
    int[] target = bits;
    if (word >= target.length) {
      target = Arrays.copyOf(target, Math.max(word + 1, 2 * target.length));
      bits = target;
    }
    target[word] |= 1 << row;
  }

  boolean contains(int row) {
    int[] source = bits;
    int word = row >>> 5;
    return word < source.length && (source[word] >>> row & 1) != 0;
  }

  /** The first {@code rows} rows without these. */
  ImmutableRoaringBitmap others(int rows) {
    int[] source = bits;
    int words = Math.min(source.length, (rows + Integer.SIZE - 1) / Integer.SIZE);
    ByteBuffer bytes = ByteBuffer.allocate(words * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(source, 0, words);
    return ImmutableRoaringBitmap.andNot(
        MutableRoaringBitmap.bitmapOfRange(0, rows), BufferBitSetUtil.bitmapOf(bytes));
  }

  /** True until the first is added. */
  boolean isEmpty() {
    return bits.length == 0;
  }
}
