package io.dunlin.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ByteCodesTest {
  private static final long SEED = 20_261_125;
  private static final int ROWS = 200;

  private final Kernels kernels = Kernels.choose("auto");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void scoresAreNearThoseOfTheVectors(Metric metric) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int dimension : new int[] {3, 64, 100, 784}) {
      VectorRows rows = TestRows.of(TestRows.uniform(random, ROWS, dimension));
      ByteCodes codes = ByteCodes.encode(rows, Arena.ofAuto());
      float[] query = TestRows.uniform(random, dimension);
      float[] exact = new float[ROWS];
      kernels.scoresOfRange(metric, query, rows, 0, ROWS, exact);
      float[] approximate = approximate(metric, query, codes);
      // Each component is off by half a step, 1/255, times what the score grows by with it.
      double tolerance =
          metric == Metric.EUCLID ? 2.0 / 255 * 2 * dimension : 2.0 / 255 * dimension;
      for (int row = 0; row < ROWS; row++) {
        assertThat((double) approximate[row])
            .as("%s, dimension %d, seed %d", metric, dimension, SEED)
            .isCloseTo(exact[row], within(tolerance));
      }
    }
  }

  /** As the pixels of an image. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void wholeNumbersLoseNothing(Metric metric) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] vectors = new float[ROWS][48];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextInt(256);
      }
    }
    vectors[0][0] = 0;
    vectors[0][1] = 255;
    VectorRows rows = TestRows.of(vectors);
    float[] exact = new float[ROWS];
    kernels.scoresOfRange(metric, vectors[3], rows, 0, ROWS, exact);
    assertThat(approximate(metric, vectors[3], ByteCodes.encode(rows, Arena.ofAuto())))
        .isEqualTo(exact);
  }

  private float[] approximate(Metric metric, float[] query, ByteCodes codes) {
    float[] prepared = new float[codes.rows().stride()];
    codes.prepare(metric, query, prepared);
    float[] scores = new float[ROWS];
    int[] ids = new int[ROWS];
    Arrays.setAll(ids, row -> row);
    kernels.scores(metric, prepared, codes.rows(), ids, 0, ROWS, scores);
    for (int row = 0; row < ROWS; row++) {
      scores[row] = codes.scale(metric) * scores[row] + codes.offset(metric, query);
    }
    return scores;
  }

  @Test
  void equalComponentsAndEmptyTablesHaveCodes() {
    VectorRows same = TestRows.of(new float[] {7, 7}, new float[] {7, 7});
    ByteCodes codes = ByteCodes.encode(same, Arena.ofAuto());
    assertThat(codes.rows().component(1, 1)).isZero();
    VectorRows none = TestRows.of();
    assertThat(ByteCodes.encode(none, Arena.ofAuto()).rows().count()).isZero();
  }

  @Test
  void bytesAreReadAgainOrRefused() {
    VectorRows rows = TestRows.of(TestRows.uniform(new SplittableRandom(SEED), 10, 20));
    MemorySegment bytes = ByteCodes.encode(rows, Arena.ofAuto()).bytes();
    assertThat(ByteCodes.open(bytes, rows).bytes().mismatch(bytes)).isEqualTo(-1);
    assertThatThrownBy(() -> ByteCodes.open(bytes.asSlice(0, 63), rows))
        .hasMessageContaining("header");
    assertThatThrownBy(() -> ByteCodes.open(bytes.asSlice(0, 64), rows))
        .hasMessageContaining("length");
    assertThatThrownBy(() -> ByteCodes.open(bytes, TestRows.of(new float[9][20])))
        .hasMessageContaining("another size");
    assertThatThrownBy(() -> ByteCodes.open(bytes, TestRows.of(new float[10][21])))
        .hasMessageContaining("dimension");
    bytes.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 20, 0f);
    assertThatThrownBy(() -> ByteCodes.open(bytes, rows)).hasMessageContaining("step");
  }
}
