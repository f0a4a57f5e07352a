package io.dunlin.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.RabitqScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RabitqCodesTest {
  private static final long SEED = 20_261_203;
  private static final int ROWS = 400;

  private final Kernels kernels = Kernels.choose("auto");

  /**
   * The error of an inner product of unit vectors is at most a multiple of 2^-bits /
   * sqrt(dimension) (theorem 3.2 of the first paper, section 3 of the second), and has no bias.
   */
  @ParameterizedTest
  @CsvSource({
    "EUCLID, 1, 256, 0.06",
    "EUCLID, 2, 256, 0.03",
    "EUCLID, 4, 256, 0.008",
    "EUCLID, 4, 100, 0.013",
    "COSINE, 4, 256, 0.008",
    "DOT, 2, 784, 0.018",
    "DOT, 1, 784, 0.034"
  })
  void estimatesAreNearTheScores(Metric metric, int bits, int dimension, double deviation) {
    SplittableRandom random = new SplittableRandom(SEED);
    VectorRows rows = TestRows.of(unit(random, ROWS, dimension));
    RabitqScorer scorer = scorer(rows, metric, bits);
    float[] prepared = new float[scorer.preparedLength()];
    double sum = 0;
    double squares = 0;
    int count = 0;
    float[] exact = new float[ROWS];
    float[] estimated = new float[ROWS];
    int[] all = IntStream.range(0, ROWS).toArray();
    for (float[] query : unit(random, 20, dimension)) {
      kernels.scoresOfRange(metric, query, rows, 0, ROWS, exact);
      scorer.prepare(query, prepared);
      scorer.scores(prepared, all, 0, ROWS, estimated);
      for (int row = 0; row < ROWS; row++) {
        double scale = metric == Metric.EUCLID ? 2 : 1;
        double error = (estimated[row] - exact[row]) / scale;
        sum += error;
        squares += error * error;
        count++;
      }
    }
    assertThat(Math.sqrt(squares / count)).as("seed %d", SEED).isLessThan(deviation);
    assertThat(Math.abs(sum / count)).isLessThan(deviation / 10);
  }

  @Test
  void codesDoNotDependOnTheThreads() {
    VectorRows rows = TestRows.of(unit(new SplittableRandom(SEED), ROWS, 100));
    byte[] one = encode(rows, 1).bytes().toArray(ValueLayout.JAVA_BYTE);
    assertThat(encode(rows, 3).bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(one);
  }

  @Test
  void zeroVectorsHaveFiniteScores() {
    VectorRows rows = TestRows.of(new float[32], new float[32]);
    RabitqScorer scorer = scorer(rows, Metric.EUCLID, 4);
    float[] prepared = new float[scorer.preparedLength()];
    float[] out = new float[2];
    scorer.prepare(new float[32], prepared);
    scorer.scores(prepared, new int[] {0, 1}, 0, 2, out);
    assertThat(out).containsExactly(0, 0);
  }

  @Test
  void anotherTableOrDamageIsRefused() {
    VectorRows rows = TestRows.of(unit(new SplittableRandom(SEED), ROWS, 64));
    MemorySegment bytes = encode(rows, 1).bytes();
    assertThat(RabitqCodes.open(bytes, rows, Metric.EUCLID).rows().count()).isEqualTo(ROWS);
    VectorRows fewer = new VectorRows(rows.data(), 64, ROWS - 1);
    assertThatThrownBy(() -> RabitqCodes.open(bytes, fewer, Metric.EUCLID))
        .hasMessageContaining("another size");
    assertThatThrownBy(() -> RabitqCodes.open(bytes, rows, Metric.DOT))
        .hasMessageContaining("another metric");
    assertThatThrownBy(
            () -> RabitqCodes.open(bytes.asSlice(0, bytes.byteSize() - 1), rows, Metric.EUCLID))
        .hasMessageContaining("another length");
    assertThatThrownBy(() -> RabitqCodes.open(bytes.asSlice(0, 10), rows, Metric.EUCLID))
        .hasMessageContaining("shorter");
    MemorySegment changed = Arena.ofAuto().allocate(bytes.byteSize()).copyFrom(bytes);
    changed.set(ValueLayout.JAVA_BYTE, 16, (byte) 3);
    assertThatThrownBy(() -> RabitqCodes.open(changed, rows, Metric.EUCLID))
        .hasMessageContaining("bits");
    assertThatThrownBy(() ->
            RabitqCodes.encode(rows, Metric.MANHATTAN, 4, SEED, 1, Arena.ofAuto(), () -> false))
        .hasMessageContaining("MANHATTAN");
  }

  private RabitqScorer scorer(VectorRows rows, Metric metric, int bits) {
    RabitqCodes codes =
        RabitqCodes.encode(rows, metric, bits, SEED, 2, Arena.ofAuto(), () -> false);
    return new RabitqScorer(codes, metric, kernels);
  }

  private static RabitqCodes encode(VectorRows rows, int threads) {
    return RabitqCodes.encode(rows, Metric.EUCLID, 4, SEED, threads, Arena.ofAuto(), () -> false);
  }

  private static float[][] unit(SplittableRandom random, int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      double squares = 0;
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian();
        squares += vector[i] * vector[i];
      }
      for (int i = 0; i < dimension; i++) {
        vector[i] /= (float) Math.sqrt(squares);
      }
    }
    return vectors;
  }
}
