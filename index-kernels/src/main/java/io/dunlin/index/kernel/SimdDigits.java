package io.dunlin.index.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of table entries over 32 codes of 4-bit digits: a table of 16 bytes fits a vector of 128
 * bits. Entries are added as pairs, of which the odd ones are added once more alone: what is left
 * are the even ones.
 */
final class SimdDigits {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final VectorSpecies<Short> PAIRS = ShortVector.SPECIES_128;
  private static final int LENGTH = PAIRS.length();
  private static final int GROUP_BYTES = 16;

  /** A sum of 16 bits holds so many entries of 255. */
  private static final int GROUPS_PER_SUM = 256;

  private SimdDigits() {}

  /**
   * Writes the sums of 32 codes.
   *
   * @param codes where they start
   * @param groups digits of a code
   * @param pairs room for 32 numbers
   */
  static void sums(
      MemorySegment data, long codes, int groups, byte[] entries, short[] pairs, int[] sums) {
    Arrays.fill(sums, 0);
    for (int group = 0; group < groups; group += GROUPS_PER_SUM) {
      int end = Math.min(groups, group + GROUPS_PER_SUM);
      blocks(data, codes, group, end, entries, pairs);
      for (int i = 0; i < LENGTH; i++) {
        addPair(pairs[i], pairs[LENGTH + i], sums, 2 * i);
        addPair(pairs[2 * LENGTH + i], pairs[3 * LENGTH + i], sums, 2 * LENGTH + 2 * i);
      }
    }
  }

  private static void addPair(short all, short odd, int[] sums, int at) {
    sums[at] += (all - (odd << Byte.SIZE)) & 0xFFFF;
    sums[at + 1] += Short.toUnsignedInt(odd);
  }

  /** Writes the sums of all and of the odd entries of the groups, for each half of the places. */
  private static void blocks(
      MemorySegment data, long codes, int group, int end, byte[] entries, short[] pairs) {
    ShortVector low = ShortVector.zero(PAIRS);
    ShortVector lowOdd = ShortVector.zero(PAIRS);
    ShortVector high = ShortVector.zero(PAIRS);
    ShortVector highOdd = ShortVector.zero(PAIRS);
    for (int g = group; g < end; g++) {
      ByteVector both =
          ByteVector.fromMemorySegment(
              BYTES, data, codes + (long) g * GROUP_BYTES, ByteOrder.LITTLE_ENDIAN);
      ByteVector upper =
          both.reinterpretAsShorts().lanewise(VectorOperators.LSHR, 4).reinterpretAsBytes();
      ByteVector table = ByteVector.fromArray(BYTES, entries, g * GROUP_BYTES);
      ShortVector lowPairs = both.and((byte) 15).selectFrom(table).reinterpretAsShorts();
      ShortVector highPairs = upper.and((byte) 15).selectFrom(table).reinterpretAsShorts();
      low = low.add(lowPairs);
      lowOdd = lowOdd.add(lowPairs.lanewise(VectorOperators.LSHR, Byte.SIZE));
      high = high.add(highPairs);
      highOdd = highOdd.add(highPairs.lanewise(VectorOperators.LSHR, Byte.SIZE));
    }
    low.intoArray(pairs, 0);
    lowOdd.intoArray(pairs, LENGTH);
    high.intoArray(pairs, 2 * LENGTH);
    highOdd.intoArray(pairs, 3 * LENGTH);
  }
}
