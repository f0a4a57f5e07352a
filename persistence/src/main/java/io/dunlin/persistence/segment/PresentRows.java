package io.dunlin.persistence.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.roaringbitmap.buffer.BufferBitSetUtil;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Which rows of a sealed segment have a vector.
 *
 * @param bits a bit a row that has it; absent when all do
 */
record PresentRows(Optional<MemorySegment> bits) {
  boolean contains(int row) {
    return bits.isEmpty()
        || (bits.get().get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
  }

  boolean areAll() {
    return bits.isEmpty();
  }

  /** These, of {@code rows} that there are. */
  ImmutableRoaringBitmap of(int rows) {
    return bits.isEmpty()
        ? MutableRoaringBitmap.bitmapOfRange(0, rows)
        : BufferBitSetUtil.bitmapOf(bits.get().asByteBuffer());
  }
}
