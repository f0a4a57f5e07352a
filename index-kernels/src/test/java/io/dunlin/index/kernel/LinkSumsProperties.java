package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.TestRows;
import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All kernels write the same sums and signs, and the sums are those of doubles. */
class LinkSumsProperties {
  private static final long SEED = 20_261_203;
  private static final int ROWS = 50;

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 64, 112, 128, 896, 1536})
  void allWriteTheSame(int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    float[][] vectors = new float[ROWS][];
    Arrays.setAll(vectors, _ -> TestRows.uniform(random, dimension));
    VectorRows rows = TestRows.of(vectors);
    int words = (dimension + 63) / 64;
    for (int round = 0; round < 20; round++) {
      float[] from = vectors[random.nextInt(ROWS)];
      float[] base = TestRows.uniform(random, dimension);
      int count = random.nextInt(40);
      int[] targets = random.ints(count + 3, 0, ROWS).toArray();
      float[] expected = new float[count * Kernels.LINK_SUMS];
      long[] expectedSigns = new long[count * words];
      new ScalarKernels().linkSums(from, base, rows, targets, count, expected, expectedSigns);
      for (String name : Kernels.names()) {
        float[] sums = new float[expected.length];
        long[] signs = random.longs(expectedSigns.length).toArray();
        Kernels.choose(name).linkSums(from, base, rows, targets, count, sums, signs);
        assertThat(sums).as("%s, seed %d", name, SEED).isEqualTo(expected);
        assertThat(signs).as("%s, seed %d", name, SEED).isEqualTo(expectedSigns);
      }
      for (int i = 0; i < count; i++) {
        requireSums(from, base, vectors[targets[i]], expected, i * Kernels.LINK_SUMS);
      }
    }
  }

  private static void requireSums(float[] from, float[] base, float[] to, float[] sums, int at) {
    double[] exact = new double[Kernels.LINK_SUMS];
    for (int i = 0; i < to.length; i++) {
      double difference = to[i] - from[i];
      exact[0] += difference * difference;
      exact[1] += Math.abs(difference);
      exact[2] += difference > 0 ? from[i] : -from[i];
      exact[3] += base[i] * difference;
    }
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) sums[at + i]).isCloseTo(exact[i], within(1e-5 * to.length));
    }
  }
}
