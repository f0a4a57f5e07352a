package io.dunlin.index.kernel;

import static io.dunlin.index.kernel.Lanes.LANES;
import static io.dunlin.index.kernel.Lanes.SPECIES;
import static io.dunlin.index.kernel.Lanes.WIDTH;
import static io.dunlin.index.kernel.Lanes.addGroups;
import static io.dunlin.index.kernel.Lanes.keepFrom;
import static io.dunlin.index.kernel.Lanes.load;
import static io.dunlin.index.kernel.Lanes.zero;

import io.dunlin.index.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sums over a row of unsigned bytes. */
final class SimdBytes {
  /** With four lanes there is no vector of as many bytes. */
  static final boolean IS_POSSIBLE = WIDTH >= 8;

  private static final VectorSpecies<Byte> BYTES =
      WIDTH >= LANES ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  private SimdBytes() {}

  /**
   * The sum for one row, not yet a score; it has the name by which loops are kept from being
   * inlined.
   *
   * @param length components of the row, at least as many as there are lanes
   */
  static float blocks(Metric metric, float[] query, int length, MemorySegment data, long row) {
    float sum = 0f;
    for (int pass = 0; pass < LANES; pass += WIDTH) {
      sum =
          switch (metric) {
            case DOT, COSINE -> blocksOfDot(query, length, data, row, pass, sum);
            case EUCLID -> blocksOfEuclid(query, length, data, row, pass, sum);
            case MANHATTAN -> blocksOfManhattan(query, length, data, row, pass, sum);
            case HAMMING, JACCARD -> throw Distances.unfit(metric);
          };
    }
    for (int pass = 0; pass < LANES && (length & (LANES - 1)) != 0; pass += WIDTH) {
      sum = addRest(metric, query, length, data, row, pass, sum);
    }
    return sum;
  }

  /** What the components behind the last whole block give. */
  private static float addRest(
      Metric metric, float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    int start = length - LANES + pass;
    int first = LANES - (length & (LANES - 1)) - pass;
    FloatVector part = keepFrom(first, load(query, start));
    FloatVector components = keepFrom(first, loadBytes(data, row + start));
    return addGroups(
        sum,
        switch (metric) {
          case DOT, COSINE -> part.fma(components, zero());
          case EUCLID -> {
            FloatVector difference = part.sub(components);
            yield difference.fma(difference, zero());
          }
          case MANHATTAN -> part.sub(components).abs();
          case HAMMING, JACCARD -> throw Distances.unfit(metric);
        });
  }

  private static float blocksOfDot(
      float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    for (int i = pass; i <= length - LANES + pass; i += LANES) {
      lanes = load(query, i).fma(loadBytes(data, row + i), lanes);
    }
    return addGroups(sum, lanes);
  }

  private static float blocksOfEuclid(
      float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    for (int i = pass; i <= length - LANES + pass; i += LANES) {
      FloatVector difference = load(query, i).sub(loadBytes(data, row + i));
      lanes = difference.fma(difference, lanes);
    }
    return addGroups(sum, lanes);
  }

  private static float blocksOfManhattan(
      float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    for (int i = pass; i <= length - LANES + pass; i += LANES) {
      lanes = lanes.add(load(query, i).sub(loadBytes(data, row + i)).abs());
    }
    return addGroups(sum, lanes);
  }

  private static FloatVector loadBytes(MemorySegment data, long offset) {
    return toFloats(bytesAt(data, offset));
  }

  /** As many bytes as there are lanes of floats. */
  static ByteVector bytesAt(MemorySegment data, long offset) {
    return ByteVector.fromMemorySegment(BYTES, data, offset, ByteOrder.LITTLE_ENDIAN);
  }

  static FloatVector toFloats(ByteVector bytes) {
    return (FloatVector)
        bytes
            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
            .convertShape(VectorOperators.I2F, SPECIES, 0);
  }
}
