package io.dunlin.index.kernel;

import static io.dunlin.index.kernel.Lanes.LANES;
import static io.dunlin.index.kernel.Lanes.addGroups;
import static io.dunlin.index.kernel.Lanes.keepFrom;
import static io.dunlin.index.kernel.Lanes.load;
import static io.dunlin.index.kernel.Lanes.zero;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Inner product. */
final class SimdDot {
  private SimdDot() {}

  /**
   * Adds to {@code out} what the lanes from {@code pass} on give in the whole blocks of the rows at
   * four byte offsets, interleaved; only the first {@code count} of them are stored.
   */
  static void blocks(
      float[] query,
      MemorySegment data,
      long row0,
      long row1,
      long row2,
      long row3,
      int pass,
      float[] out,
      int at,
      int count) {
    FloatVector sum0 = zero();
    FloatVector sum1 = zero();
    FloatVector sum2 = zero();
    FloatVector sum3 = zero();
    for (int i = pass; i <= query.length - LANES + pass; i += LANES) {
      FloatVector part = load(query, i);
      long bytes = (long) i * Float.BYTES;
      sum0 = part.fma(load(data, row0 + bytes), sum0);
      sum1 = part.fma(load(data, row1 + bytes), sum1);
      sum2 = part.fma(load(data, row2 + bytes), sum2);
      sum3 = part.fma(load(data, row3 + bytes), sum3);
    }
    out[at] = addGroups(out[at], sum0);
    if (count > 1) {
      out[at + 1] = addGroups(out[at + 1], sum1);
    }
    if (count > 2) {
      out[at + 2] = addGroups(out[at + 2], sum2);
    }
    if (count > 3) {
      out[at + 3] = addGroups(out[at + 3], sum3);
    }
  }

  /** The same for the components behind the last whole block of one row. */
  static float rest(float sum, float[] query, MemorySegment data, long row, int pass) {
    int start = query.length - LANES + pass;
    FloatVector part = load(query, start);
    FloatVector component = load(data, row + (long) start * Float.BYTES);
    int first = LANES - (query.length & (LANES - 1)) - pass;
    return addGroups(sum, keepFrom(first, part).fma(component, zero()));
  }
}
