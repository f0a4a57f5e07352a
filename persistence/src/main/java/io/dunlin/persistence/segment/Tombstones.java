package io.dunlin.persistence.segment;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a segment are dead. Immutable: a change copies only the chunks (64k rows) it
 * touches, so a view can keep the old one for nothing.
 */
public final class Tombstones {
  private static final int CHUNK_BITS = 16;
  private static final int CHUNK_WORDS = (1 << CHUNK_BITS) / Long.SIZE;
  private static final int CHUNK_BYTES = CHUNK_WORDS * Long.BYTES;

  public static final Tombstones NONE = new Tombstones(new Chunk[0], 0);

  private final @Nullable Chunk[] chunks;
  private final int count;

  private Tombstones(@Nullable Chunk[] chunks, int count) {
    this.chunks = chunks;
    this.count = count;
  }

  /** A bit for each of 65536 rows; written only by the call that made it. */
  private record Chunk(long[] words) {
    static Chunk copyOf(@Nullable Chunk chunk) {
      return new Chunk(chunk == null ? new long[CHUNK_WORDS] : chunk.words.clone());
    }

    boolean get(int bit) {
      return (words[bit >>> 6] >>> bit & 1) != 0;
    }

    void set(int bit) {
      words[bit >>> 6] |= 1L << bit;
    }

    /** The first set bit from {@code from} on, or -1. */
    int next(int from) {
      int index = from >>> 6;
      long word = words[index] & -1L << from;
      while (word == 0) {
        if (++index == words.length) {
          return -1;
        }
        word = words[index];
      }
      return (index << 6) + Long.numberOfTrailingZeros(word);
    }
  }

  public boolean isDead(int row) {
    int index = row >>> CHUNK_BITS;
    if (index >= chunks.length) {
      return false;
    }
    Chunk chunk = chunks[index];
    return chunk != null && chunk.get(row & 0xFFFF);
  }

  /** Number of dead rows. */
  public int count() {
    return count;
  }

  /**
   * With these rows dead too (those that are already may be named again). {@code rows[0..count)} in
   * any order.
   */
  public Tombstones with(int[] rows, int count) {
    int highest = -1;
    for (int i = 0; i < count; i++) {
      if (rows[i] < 0) {
        throw new IllegalArgumentException("row " + rows[i]);
      }
      highest = Math.max(highest, rows[i]);
    }
    @Nullable Chunk[] changed =
        Arrays.copyOf(chunks, Math.max(chunks.length, (highest >> CHUNK_BITS) + 1));
    BitSet own = new BitSet(changed.length);
    int dead = this.count;
    for (int i = 0; i < count; i++) {
      int index = rows[i] >>> CHUNK_BITS;
      int bit = rows[i] & 0xFFFF;
      Chunk chunk = changed[index];
      if (chunk != null && chunk.get(bit)) {
        continue;
      }
      if (chunk == null || !own.get(index)) {
        chunk = Chunk.copyOf(chunk);
        changed[index] = chunk;
        own.set(index);
      }
      chunk.set(bit);
      dead++;
    }
    return dead == this.count ? this : new Tombstones(changed, dead);
  }

  /** The next dead row from {@code row} on, or -1. */
  public int nextDead(int row) {
    int from = row & 0xFFFF;
    for (int index = row >>> CHUNK_BITS; index < chunks.length; index++) {
      Chunk chunk = chunks[index];
      int bit = chunk == null ? -1 : chunk.next(from);
      if (bit >= 0) {
        return (index << CHUNK_BITS) + bit;
      }
      from = 0;
    }
    return -1;
  }

  /** A bit a row, little endian, trailing zero bytes left out. */
  public byte[] toBytes() {
    byte[] bytes = new byte[chunks.length * CHUNK_BYTES];
    int last = -1;
    for (int row = nextDead(0); row >= 0; row = row == Integer.MAX_VALUE ? -1 : nextDead(row + 1)) {
      bytes[row >>> 3] |= (byte) (1 << (row & 7));
      last = row;
    }
    return Arrays.copyOf(bytes, last < 0 ? 0 : (last >>> 3) + 1);
  }

  public static Tombstones fromBytes(byte[] bytes) {
    int[] rows = new int[1024];
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int bits = bytes[i] & 0xFF; bits != 0; bits &= bits - 1) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, 2 * count);
        }
        rows[count++] = (i << 3) + Integer.numberOfTrailingZeros(bits);
      }
    }
    return NONE.with(rows, count);
  }

  /** Equal when the same rows are dead. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tombstones that
        && count == that.count
        && Arrays.equals(toBytes(), that.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }

  @Override
  public String toString() {
    return count + " dead";
  }
}
