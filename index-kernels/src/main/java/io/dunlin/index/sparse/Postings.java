package io.dunlin.index.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An inverted index of sparse rows: for each dimension the rows that have it, in blocks of {@link
 * #BLOCK} rows by their numbers, and for each block the greatest and the least component there.
 * Immutable, safe for any thread. Made by {@link PostingsBuilder}; little endian:
 *
 * <pre>
 * header        40 bytes: number of rows, D dimensions, B blocks of all dimensions, P postings, and
 *               1 if some component is negative, else 0; all five as 8 bytes
 * dimensions    4 bytes each, ascending as unsigned numbers
 * first blocks  4 bytes a dimension and one more
 * blocks        4 bytes each: the number of its first row divided by the size of a block; those of
 *               a dimension ascend
 * first postings 4 bytes a block and one more
 * greatest      4 bytes a block, float32
 * least         4 bytes a block, float32; left out when no component is negative
 * components    4 bytes a posting, float32
 * rows          1 byte a posting: the row's number less the block's first
 * </pre>
 */
public final class Postings {
  /**
   * Rows of a block, a part of those of a bitmap's word. With fewer rows the bounds are closer, and
   * there are more of them.
   */
  static final int BLOCK = 16;

  static final int HEADER_BYTES = 40;
  static final ValueLayout.OfLong NUMBER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat COMPONENT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final int dimensionCount;

  /** Whether some component is negative. */
  final boolean signed;

  final MemorySegment dimensions;
  final MemorySegment firstBlocks;
  final MemorySegment blocks;
  final MemorySegment firstPostings;
  final MemorySegment greatest;

  /** Empty where none is negative. */
  final MemorySegment least;

  final MemorySegment components;
  final MemorySegment rows;

  /** Parts of memory that is as long as {@link #bytes} says. */
  Postings(
      MemorySegment memory, int dimensionCount, int blockCount, int postingCount, boolean signed) {
    this.dimensionCount = dimensionCount;
    this.signed = signed;
    long at = HEADER_BYTES;
    dimensions = memory.asSlice(at, 4L * dimensionCount);
    at += dimensions.byteSize();
    firstBlocks = memory.asSlice(at, 4L * (dimensionCount + 1));
    at += firstBlocks.byteSize();
    blocks = memory.asSlice(at, 4L * blockCount);
    at += blocks.byteSize();
    firstPostings = memory.asSlice(at, 4L * (blockCount + 1));
    at += firstPostings.byteSize();
    greatest = memory.asSlice(at, 4L * blockCount);
    at += greatest.byteSize();
    least = memory.asSlice(at, signed ? 4L * blockCount : 0);
    at += least.byteSize();
    components = memory.asSlice(at, 4L * postingCount);
    at += components.byteSize();
    rows = memory.asSlice(at, postingCount);
  }

  static long bytes(long dimensions, long blocks, long postings, boolean signed) {
    long ofBlocks = 4 * ((signed ? 4 : 3) * blocks + 1);
    return HEADER_BYTES + 4 * (2 * dimensions + 1) + ofBlocks + 5 * postings;
  }

  /**
   * Opens what a builder has made, which must stay alive.
   *
   * @throws IllegalArgumentException when it is not an index of these rows
   */
  public static Postings open(MemorySegment memory, SparseRows rows) {
    if (memory.byteSize() < HEADER_BYTES) {
      throw new IllegalArgumentException("postings of %d bytes".formatted(memory.byteSize()));
    }
    long count = memory.get(NUMBER, 0);
    long dimensions = memory.get(NUMBER, 8);
    long blocks = memory.get(NUMBER, 16);
    long postings = memory.get(NUMBER, 24);
    boolean signed = memory.get(NUMBER, 32) != 0;
    if (count != rows.count()
        || postings != rows.size()
        || dimensions < 0
        || dimensions > blocks
        || blocks > postings
        || postings > Integer.MAX_VALUE
        || memory.byteSize() != bytes(dimensions, blocks, postings, signed)) {
      throw new IllegalArgumentException(
          "%d bytes of %d postings in %d blocks of %d dimensions are no index of %d components"
                  .formatted(memory.byteSize(), postings, blocks, dimensions, rows.size())
              + " of %d rows".formatted(rows.count()));
    }
    return new Postings(memory, (int) dimensions, (int) blocks, (int) postings, signed);
  }

  /** The place of a dimension, or -1 when no row has it. */
  int find(int dimension) {
    int from = 0;
    int to = dimensionCount;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int compared = Integer.compareUnsigned(dimensions.getAtIndex(INT, middle), dimension);
      if (compared == 0) {
        return middle;
      }
      if (compared < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return -1;
  }

  int firstBlock(int place) {
    return firstBlocks.getAtIndex(INT, place);
  }

  int block(int at) {
    return blocks.getAtIndex(INT, at);
  }

  int firstPosting(int at) {
    return firstPostings.getAtIndex(INT, at);
  }

  /** How many rows have the dimension at a place. */
  int frequency(int place) {
    return firstPosting(firstBlock(place + 1)) - firstPosting(firstBlock(place));
  }

  /** The first of the blocks from {@code from} to {@code to} whose number is no less. */
  int seek(int from, int to, int block) {
    if (from == to || block(from) >= block) {
      return from;
    }
    int low = from;
    int step = 1;
    while (low + step < to && block(low + step) < block) {
      low += step;
      step *= 2;
    }
    int high = Math.min(to, low + step);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (block(middle) < block) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
