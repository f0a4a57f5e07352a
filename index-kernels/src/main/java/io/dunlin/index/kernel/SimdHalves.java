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
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Sums over a row of float16. */
final class SimdHalves {
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(WIDTH * Short.SIZE));

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /** In a sign-extended float16, shifted to its place in a float: all but copies of the sign. */
  private static final int KEPT = 0x8FFF_E000;

  private static final int SHIFT = 13;

  /** Between the exponents' biases, 127 and 15. */
  private static final float REBIAS = 0x1p112f;

  private SimdHalves() {}

  /**
   * The sum for one row, not yet a score.
   *
   * @param query at least as long as there are lanes
   */
  static float score(Metric metric, float[] query, MemorySegment data, long row) {
    int length = query.length;
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
    FloatVector components = keepFrom(first, loadHalves(data, row, start));
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
      lanes = load(query, i).fma(loadHalves(data, row, i), lanes);
    }
    return addGroups(sum, lanes);
  }

  private static float blocksOfEuclid(
      float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    for (int i = pass; i <= length - LANES + pass; i += LANES) {
      FloatVector difference = load(query, i).sub(loadHalves(data, row, i));
      lanes = difference.fma(difference, lanes);
    }
    return addGroups(sum, lanes);
  }

  private static float blocksOfManhattan(
      float[] query, int length, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    for (int i = pass; i <= length - LANES + pass; i += LANES) {
      lanes = lanes.add(load(query, i).sub(loadHalves(data, row, i)).abs());
    }
    return addGroups(sum, lanes);
  }

  /**
   * There is no lane type of float16. Read as the upper bits of a float, a finite one is the number
   * wanted but for the bias of the exponent, which one product sets right without rounding; numbers
   * below the smallest normal float16 too, since no float is flushed to zero here.
   */
  private static FloatVector loadHalves(MemorySegment data, long row, int i) {
    ShortVector halves =
        ShortVector.fromMemorySegment(
            SHORTS, data, row + (long) i * Short.BYTES, ByteOrder.LITTLE_ENDIAN);
    IntVector bits = (IntVector) halves.convertShape(VectorOperators.S2I, INTS, 0);
    return bits.lanewise(VectorOperators.LSHL, SHIFT).and(KEPT).reinterpretAsFloats().mul(REBIAS);
  }
}
