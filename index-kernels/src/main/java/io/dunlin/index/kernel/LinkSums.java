package io.dunlin.index.kernel;

import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;

/** {@link Kernels#linkSums} component by component, summed up in lanes as scores are. */
final class LinkSums {
  private static final int LANES = ScalarKernels.LANES;
  private static final int GROUP = ScalarKernels.GROUP;

  private LinkSums() {}

  static void write(
      float[] from,
      float[] base,
      VectorRows rows,
      int[] targets,
      int count,
      float[] sums,
      long[] signs) {
    int words = words(rows.dimension());
    Arrays.fill(signs, 0, count * words, 0);
    float[] to = new float[rows.dimension()];
    for (int i = 0; i < count; i++) {
      rows.read(targets[i], to);
      write(from, base, to, sums, i * Kernels.LINK_SUMS, signs, i * words);
    }
  }

  /** Words that hold a bit for each component. */
  static int words(int dimension) {
    return (dimension + Long.SIZE - 1) / Long.SIZE;
  }

  private static void write(
      float[] from, float[] base, float[] to, float[] sums, int at, long[] signs, int word) {
    float[] squares = new float[LANES];
    float[] absolutes = new float[LANES];
    float[] signed = new float[LANES];
    float[] products = new float[LANES];
    for (int i = 0; i < to.length; i++) {
      int lane = i % LANES;
      float difference = to[i] - from[i];
      boolean positive = difference > 0;
      squares[lane] += difference * difference;
      absolutes[lane] += Math.abs(difference);
      signed[lane] += positive ? from[i] : -from[i];
      products[lane] += base[i] * difference;
      signs[word + i / Long.SIZE] |= (positive ? 1L : 0L) << i;
    }
    sums[at] = total(squares);
    sums[at + 1] = total(absolutes);
    sums[at + 2] = total(signed);
    sums[at + 3] = total(products);
  }

  private static float total(float[] lanes) {
    float sum = 0;
    for (int i = 0; i < LANES; i += GROUP) {
      sum += (lanes[i] + lanes[i + 2]) + (lanes[i + 1] + lanes[i + 3]);
    }
    return sum;
  }
}
