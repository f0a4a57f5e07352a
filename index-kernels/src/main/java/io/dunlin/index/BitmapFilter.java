package io.dunlin.index;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;

/** Accepts the rows of a bitmap. */
final class BitmapFilter implements RowFilter {
  private final long[] words;
  private final MemorySegment segment;
  private final int count;

  BitmapFilter(BitSet rows, int size) {
    this.words = Arrays.copyOf(rows.toLongArray(), (size + Long.SIZE - 1) / Long.SIZE);
    this.segment = MemorySegment.ofArray(words);
    this.count = rows.cardinality();
  }

  @Override
  public boolean accepts(int row) {
    return (words[row / Long.SIZE] >>> row & 1) != 0;
  }

  @Override
  public int estimate() {
    return count;
  }

  @Override
  public MemorySegment words() {
    return segment;
  }

  @Override
  public int nextAccepted(int from, int end) {
    int word = from / Long.SIZE;
    if (from >= end) {
      return end;
    }
    long bits = words[word] & (-1L << from);
    while (bits == 0 && (word + 1) * Long.SIZE < end) {
      bits = words[++word];
    }
    return bits == 0 ? end : Math.min(end, word * Long.SIZE + Long.numberOfTrailingZeros(bits));
  }

  @Override
  public int gather(int from, int end, int[] rows, int most) {
    int count = 0;
    int next = from;
    for (int word = from / Long.SIZE; next < end && count < most; word++) {
      long bits = words[word] & (-1L << next);
      int start = word * Long.SIZE;
      if (end - start < Long.SIZE) {
        bits &= (1L << (end - start)) - 1;
      }
      while (bits != 0 && count < most) {
        rows[count++] = start + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
      }
      next = start + Long.SIZE;
    }
    return count;
  }
}
