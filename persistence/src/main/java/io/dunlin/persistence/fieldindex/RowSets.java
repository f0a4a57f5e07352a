package io.dunlin.persistence.fieldindex;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.roaringbitmap.buffer.BufferBitSetUtil;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Sets of rows, made of numbers and of bytes. */
final class RowSets {
  /** So many rows are sorted faster than a bit for each row of the segment is looked at. */
  private static final int FEW = 1024;

  private RowSets() {}

  /**
   * The set of {@code rows[0..count)}, in any order, each any number of times; the array is
   * changed.
   *
   * @param total rows of the segment
   */
  static ImmutableRoaringBitmap of(int[] rows, int count, int total) {
    if (count <= FEW) {
      Arrays.sort(rows, 0, count);
      return MutableRoaringBitmap.bitmapOf(Arrays.copyOf(rows, count));
    }
    long[] words = new long[(total + Long.SIZE - 1) / Long.SIZE];
    for (int i = 0; i < count; i++) {
      words[rows[i] >>> 6] |= 1L << rows[i];
    }
    return BufferBitSetUtil.bitmapOf(words);
  }

  /** The bytes of a set in its portable format; the set is made smaller where it can be. */
  static ByteBuffer bytes(MutableRoaringBitmap rows) {
    boolean _ = rows.runOptimize();
    ByteBuffer bytes = ByteBuffer.allocate(rows.serializedSizeInBytes());
    rows.serialize(bytes);
    return bytes.flip();
  }

  /** A set that stays where its bytes are. */
  static ImmutableRoaringBitmap at(MemorySegment bytes) {
    return new ImmutableRoaringBitmap(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }
}
