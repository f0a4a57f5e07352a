package io.dunlin.index.kernel;

import static io.dunlin.index.kernel.Lanes.LANES;
import static io.dunlin.index.kernel.Lanes.WIDTH;
import static io.dunlin.index.kernel.Lanes.addGroups;
import static io.dunlin.index.kernel.Lanes.load;
import static io.dunlin.index.kernel.Lanes.zero;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums over codes of a few bits, unpacked by shifting sixteen bytes at once. */
final class SimdPacked {
  private SimdPacked() {}

  /** The inner product of the query with the codes of the row at a byte offset. */
  static float dot(float[] query, int length, int bits, MemorySegment data, long row) {
    float sum = 0f;
    for (int pass = 0; pass < LANES; pass += WIDTH) {
      sum = blocks(query, length, bits, data, row, pass, sum);
    }
    return sum;
  }

  private static float blocks(
      float[] query, int length, int bits, MemorySegment data, long row, int pass, float sum) {
    FloatVector lanes = zero();
    byte mask = (byte) ((1 << bits) - 1);
    long at = row + pass;
    for (int i = pass; i < length; at += LANES) {
      ByteVector together = SimdBytes.bytesAt(data, at);
      for (int shift = 0; shift < Byte.SIZE; shift += bits, i += LANES) {
        ByteVector codes = together.lanewise(VectorOperators.LSHR, shift).and(mask);
        lanes = load(query, i).fma(SimdBytes.toFloats(codes), lanes);
      }
    }
    return addGroups(sum, lanes);
  }
}
