package io.dunlin.index.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Distances of two rows of unsigned bytes, whose length is a multiple of 64. */
final class SimdPairs {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** As many bytes as there are ints; the narrowest vector has eight, of which four are used. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.length() * Byte.SIZE)));

  private SimdPairs() {}

  static int blocks(boolean squared, MemorySegment data, long own, long other, int length) {
    IntVector sums = IntVector.zero(INTS);
    for (int i = 0; i < length; i += BYTES.length()) {
      ByteVector a = ByteVector.fromMemorySegment(BYTES, data, own + i, ByteOrder.LITTLE_ENDIAN);
      ByteVector b = ByteVector.fromMemorySegment(BYTES, data, other + i, ByteOrder.LITTLE_ENDIAN);
      for (int part = 0; part * INTS.length() < BYTES.length(); part++) {
        IntVector difference = toInts(a, part).sub(toInts(b, part));
        sums = sums.add(squared ? difference.mul(difference) : difference.abs());
      }
    }
    // Whole numbers have the same sum in any order.
    return sums.reduceLanes(VectorOperators.ADD);
  }

  private static IntVector toInts(ByteVector bytes, int part) {
    return (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, part);
  }
}
