package io.dunlin.index.kernel;

import static io.dunlin.index.kernel.Lanes.WIDTH;
import static io.dunlin.index.kernel.Lanes.load;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorOperators;

/** Scores of rows of bits, by counting those of whole words. */
final class SimdBits {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SimdBits() {}

  /** Scores of four rows, of which the first {@code count} are stored. */
  static void four(
      Metric metric,
      float[] query,
      VectorRows rows,
      int row0,
      int row1,
      int row2,
      int row3,
      float[] out,
      int at,
      int count) {
    MemorySegment data = rows.data();
    long length = rows.rowBytes();
    long offset0 = rows.offset(row0);
    long offset1 = rows.offset(row1);
    long offset2 = rows.offset(row2);
    long offset3 = rows.offset(row3);
    int differing0 = 0;
    int differing1 = 0;
    int differing2 = 0;
    int differing3 = 0;
    int either0 = 0;
    int either1 = 0;
    int either2 = 0;
    int either3 = 0;
    for (int i = 0; i < length; i += Long.BYTES) {
      long part = word(query, i * Byte.SIZE);
      long word0 = data.get(WORD, offset0 + i);
      long word1 = data.get(WORD, offset1 + i);
      long word2 = data.get(WORD, offset2 + i);
      long word3 = data.get(WORD, offset3 + i);
      differing0 += Long.bitCount(part ^ word0);
      differing1 += Long.bitCount(part ^ word1);
      differing2 += Long.bitCount(part ^ word2);
      differing3 += Long.bitCount(part ^ word3);
      either0 += Long.bitCount(part | word0);
      either1 += Long.bitCount(part | word1);
      either2 += Long.bitCount(part | word2);
      either3 += Long.bitCount(part | word3);
    }
    out[at] = Distances.ofBits(metric, differing0, either0);
    if (count > 1) {
      out[at + 1] = Distances.ofBits(metric, differing1, either1);
    }
    if (count > 2) {
      out[at + 2] = Distances.ofBits(metric, differing2, either2);
    }
    if (count > 3) {
      out[at + 3] = Distances.ofBits(metric, differing3, either3);
    }
  }

  /** The components from {@code first} on that are not zero, as bits. */
  private static long word(float[] query, int first) {
    long word = 0;
    int count = Math.min(Long.SIZE, query.length - first);
    int i = 0;
    for (; i <= count - WIDTH; i += WIDTH) {
      word |= load(query, first + i).compare(VectorOperators.NE, 0f).toLong() << i;
    }
    for (; i < count; i++) {
      word |= (query[first + i] != 0 ? 1L : 0L) << i;
    }
    return word;
  }
}
