package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.CodeRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All kernels' sums of table entries against those of the scalar ones, bit by bit. */
class TableSumsProperties {
  private static final long SEED = 20_261_129;
  private static final int ROWS = 61;
  private static final int ENTRIES = 256;

  @ParameterizedTest
  @MethodSource("io.dunlin.index.kernel.Kernels#names")
  void allAddUpTheSameBits(String name) {
    Kernels kernels = Kernels.choose(name);
    for (int digits = 1; digits <= 130; digits++) {
      SplittableRandom random = new SplittableRandom(SEED + digits);
      CodeRows codes = random(random, digits);
      float[] tables = TestRows.uniform(random, digits * ENTRIES + random.nextInt(3));
      float[] expected = new float[ROWS];
      new ScalarKernels().tableSumsOfRange(tables, codes, 0, ROWS, expected);
      String context = "%s, %d digits, seed %d".formatted(name, digits, SEED);
      for (int row = 0; row < ROWS; row++) {
        assertThat((double) expected[row])
            .as(context)
            .isCloseTo(inDouble(tables, codes, row), within(1e-5 * digits));
      }

      int first = random.nextInt(ROWS);
      int count = random.nextInt(ROWS - first);
      float[] range = new float[ROWS];
      kernels.tableSumsOfRange(tables, codes, first, count, range);
      float[] expectedRange =
          Arrays.copyOf(Arrays.copyOfRange(expected, first, first + count), ROWS);
      assertThat(range).as(context).isEqualTo(expectedRange);

      int[] ids = random.ints(3 * ROWS, 0, ROWS).toArray();
      int from = random.nextInt(ROWS);
      int to = from + random.nextInt(2 * ROWS);
      float[] chosen = new float[3 * ROWS];
      float[] expectedChosen = new float[3 * ROWS];
      for (int i = from; i < to; i++) {
        expectedChosen[i] = expected[ids[i]];
      }
      kernels.tableSums(tables, codes, ids, from, to, chosen);
      assertThat(chosen).as(context).isEqualTo(expectedChosen);
    }
  }

  /** The written order is that of scores: a table of ones and components has their bits. */
  @ParameterizedTest
  @MethodSource("io.dunlin.index.kernel.Kernels#names")
  void theOrderIsThatOfScores(String name) {
    for (int digits : new int[] {4, 16, 23, 64, 100}) {
      SplittableRandom random = new SplittableRandom(SEED);
      CodeRows codes = random(random, digits);
      float[] tables = TestRows.uniform(random, digits * ENTRIES);
      float[][] asVectors = new float[ROWS][digits];
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < digits; i++) {
          asVectors[row][i] = tables[i * ENTRIES + codes.digit(row, i)];
        }
      }
      float[] ones = new float[digits];
      Arrays.fill(ones, 1f);
      float[] expected = new float[ROWS];
      new ScalarKernels()
          .scoresOfRange(Metric.DOT, ones, TestRows.of(asVectors), 0, ROWS, expected);
      float[] actual = new float[ROWS];
      Kernels.choose(name).tableSumsOfRange(tables, codes, 0, ROWS, actual);
      assertThat(actual).as("%s, %d digits", name, digits).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("io.dunlin.index.kernel.Kernels#names")
  void tooFewTablesAreRefused(String name) {
    CodeRows codes = random(new SplittableRandom(SEED), 4);
    float[] tables = new float[4 * ENTRIES - 1];
    assertThatThrownBy(
            () -> Kernels.choose(name).tableSumsOfRange(tables, codes, 0, 1, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 digits");
  }

  private static double inDouble(float[] tables, CodeRows codes, int row) {
    double sum = 0;
    for (int i = 0; i < codes.digits(); i++) {
      sum += tables[i * ENTRIES + codes.digit(row, i)];
    }
    return sum;
  }

  private static CodeRows random(SplittableRandom random, int digits) {
    MemorySegment data = Arena.ofAuto().allocate((long) ROWS * digits);
    for (long at = 0; at < data.byteSize(); at++) {
      data.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(256));
    }
    return new CodeRows(data, digits, ROWS);
  }
}
