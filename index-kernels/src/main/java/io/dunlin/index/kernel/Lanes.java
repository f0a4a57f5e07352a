package io.dunlin.index.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors of this machine's width and how the lanes of {@link ScalarKernels} lie in them. With
 * fewer than sixteen lanes a row is passed over several times, {@link #WIDTH} lanes a pass.
 */
final class Lanes {
  static final int LANES = ScalarKernels.LANES;
  static final VectorSpecies<Float> SPECIES = speciesOfAtMost(LANES);
  static final int WIDTH = SPECIES.length();

  private static final FloatVector NUMBERS = FloatVector.zero(SPECIES).addIndex(1);
  private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(SPECIES, 1, 1, true);
  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(SPECIES, 2, 1, true);

  private Lanes() {}

  static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  static FloatVector load(float[] query, int index) {
    return FloatVector.fromArray(SPECIES, query, index);
  }

  static FloatVector load(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, data, offset, ByteOrder.LITTLE_ENDIAN);
  }

  /** The vector with zeros in the lanes before {@code first}. */
  static FloatVector keepFrom(int first, FloatVector vector) {
    return zero().blend(vector, NUMBERS.compare(VectorOperators.GE, (float) first));
  }

  /** Adds the sum of each group of four lanes in turn. */
  static float addGroups(float sum, FloatVector lanes) {
    FloatVector pairs = lanes.add(lanes.rearrange(BY_2));
    FloatVector groups = pairs.add(pairs.rearrange(BY_1));
    float total = sum + groups.lane(0);
    if (WIDTH >= 8) {
      total += groups.lane(4);
    }
    if (WIDTH >= 16) {
      total += groups.lane(8);
      total += groups.lane(12);
    }
    return total;
  }

  private static VectorSpecies<Float> speciesOfAtMost(int lanes) {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    if (preferred.length() > lanes) {
      return FloatVector.SPECIES_512;
    }
    return preferred.length() < ScalarKernels.GROUP ? FloatVector.SPECIES_128 : preferred;
  }
}
