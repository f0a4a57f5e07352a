package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two kernels against each other, bit by bit, and against sums in double precision. */
class KernelsProperties {
  private static final long SEED = 20_250_901;
  private static final int ROWS = 23;

  private final Kernels scalar = new ScalarKernels();
  private final Kernels simd = new SimdKernels();

  @ParameterizedTest
  @EnumSource
  void bothGiveTheSameBitsInEveryDimension(Metric metric) {
    int[] large = {783, 784, 785, 1536, 4096, 65_535, 65_536};
    IntStream.concat(IntStream.rangeClosed(1, 200), Arrays.stream(large))
        .forEach(dimension -> compare(metric, dimension));
  }

  private void compare(Metric metric, int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    VectorRows rows = TestRows.of(TestRows.uniform(random, ROWS, dimension));
    float[] query = TestRows.uniform(random, dimension);
    String context = "%s, dimension %d, seed %d".formatted(metric, dimension, SEED);

    float[] expected = new float[ROWS];
    float[] actual = new float[ROWS];
    scalar.scoresOfRange(metric, query, rows, 0, ROWS, expected);
    simd.scoresOfRange(metric, query, rows, 0, ROWS, actual);
    assertThat(bits(actual)).as(context).isEqualTo(bits(expected));
    for (int row = 0; row < ROWS; row++) {
      assertThat((double) expected[row])
          .as(context)
          .isCloseTo(inDouble(metric, query, rows, row), offset(1e-6 * dimension + 1e-6));
    }

    int[] ids = random.ints(ROWS, 0, ROWS).toArray();
    int from = random.nextInt(5);
    int to = from + random.nextInt(ROWS - from);
    Arrays.fill(actual, Float.NaN);
    float[] chosen = actual.clone();
    for (int i = from; i < to; i++) {
      chosen[i] = expected[ids[i]];
    }
    simd.scores(metric, query, rows, ids, from, to, actual);
    assertThat(bits(actual)).as(context).isEqualTo(bits(chosen));
  }

  @ParameterizedTest
  @EnumSource
  void sumsThatOverflowAreTheSame(Metric metric) {
    float[] huge = new float[37];
    Arrays.fill(huge, 3e38f);
    float[] opposite = new float[37];
    Arrays.fill(opposite, -3e38f);
    VectorRows rows = TestRows.of(huge, opposite, new float[37]);
    float[] expected = new float[3];
    float[] actual = new float[3];
    scalar.scoresOfRange(metric, huge, rows, 0, 3, expected);
    simd.scoresOfRange(metric, huge, rows, 0, 3, actual);
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @EnumSource
  void zeroIsNeverNegative(Metric metric) {
    float[] tiny = {-1e-30f, 0f, -0f, 1e-30f};
    VectorRows rows = TestRows.of(tiny, new float[4], new float[] {1e-30f, 0, 0, 0});
    for (Kernels kernels : new Kernels[] {scalar, simd}) {
      float[] scores = new float[3];
      kernels.scoresOfRange(metric, new float[4], rows, 0, 3, scores);
      kernels.scoresOfRange(metric, tiny, rows, 0, 1, scores);
      assertThat(bits(scores)).doesNotContain(Float.floatToIntBits(-0f));
    }
  }

  @Test
  void anotherDimensionIsRefused() {
    VectorRows rows = TestRows.of(new float[8], new float[8]);
    for (Kernels kernels : new Kernels[] {scalar, simd}) {
      assertThatThrownBy(
              () -> kernels.scoresOfRange(Metric.DOT, new float[7], rows, 0, 2, new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("7")
          .hasMessageContaining("8");
    }
  }

  @Test
  void theChoiceIsByName() {
    assertThat(Kernels.choose("scalar").name()).isEqualTo("scalar");
    assertThat(Kernels.choose("simd").name()).isEqualTo("simd");
    assertThat(Kernels.choose("auto").name()).isEqualTo("simd");
    assertThatThrownBy(() -> Kernels.choose("abacus")).hasMessageContaining("abacus");
  }

  static double inDouble(Metric metric, float[] query, VectorRows rows, int row) {
    float[] vector = new float[rows.dimension()];
    rows.read(row, vector);
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      double difference = (double) query[i] - vector[i];
      sum +=
          switch (metric) {
            case DOT, COSINE -> (double) query[i] * vector[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN -> -Math.abs(difference);
          };
    }
    return sum;
  }

  private static int[] bits(float[] scores) {
    return IntStream.range(0, scores.length).map(i -> Float.floatToIntBits(scores[i])).toArray();
  }
}
