package io.dunlin.index.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.Arena;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpqTrainingTest {
  private static final long SEED = 20_261_131;

  private final Kernels kernels = Kernels.choose("auto");

  /** Correlated components, most of the variance in a few directions. */
  @ParameterizedTest
  @CsvSource({"32, 8, 4", "30, 4, 8", "20, 7, 4"})
  void rotatedRowsLoseLess(int dimension, int digits, int bits) {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, dimension, dimension / 3, 1).take(4000));
    ProductTraining.Settings settings = new ProductTraining.Settings(digits, bits, SEED, 2);
    double plain = error(rows, settings);
    double parametric = error(rotated(rows, train(rows, settings, 0)), settings);
    double learned = error(rotated(rows, train(rows, settings, 6)), settings);
    assertThat(parametric).as("plain %.4f, seed %d", plain, SEED).isLessThan(0.8 * plain);
    assertThat(learned).as("plain %.4f, seed %d", plain, SEED).isLessThan(0.8 * plain);
  }

  /** Clusters, of which principal components know nothing: rounds find better rotations. */
  @Test
  void roundsImproveTheRotation() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 24, 4, 12).take(4000));
    ProductTraining.Settings settings = new ProductTraining.Settings(6, 4, SEED, 2);
    double parametric = error(rotated(rows, train(rows, settings, 0)), settings);
    double learned = error(rotated(rows, train(rows, settings, 10)), settings);
    assertThat(learned).isLessThan(0.95 * parametric);
  }

  @ParameterizedTest
  @CsvSource({"16, 4, 0", "33, 5, 3", "1, 1, 2"})
  void theMatrixIsOrthogonal(int dimension, int digits, int rounds) {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, dimension, 3, 4).take(500));
    LinearMap map = train(rows, new ProductTraining.Settings(digits, 4, SEED, 2), rounds);
    float[][] matrix = new float[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      map.matrix().read(i, matrix[i]);
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int k = 0; k < dimension; k++) {
          product += (double) matrix[i][k] * matrix[j][k];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void theSameRotationForAnyNumberOfThreads() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 20, 5, 5).take(1500));
    LinearMap alone = train(rows, new ProductTraining.Settings(5, 4, SEED, 1), 3);
    LinearMap together = train(rows, new ProductTraining.Settings(5, 4, SEED, 3), 3);
    assertThat(together.bytes().mismatch(alone.bytes())).isEqualTo(-1);
  }

  @Test
  void tablesWithoutRowsHaveARotation() {
    VectorRows same = TestRows.of(new float[3][6]);
    LinearMap map = train(same, new ProductTraining.Settings(3, 8, SEED, 2), 2);
    assertThat(map.outputs()).isEqualTo(6);
  }

  @Test
  void trainingCanBeCancelled() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 20, 5, 5).take(1500));
    ProductTraining.Settings settings = new ProductTraining.Settings(5, 4, SEED, 2);
    RowFilter all = RowFilter.all(1500);
    assertThatThrownBy(() ->
            OpqTraining.train(rows, all, settings, 3, kernels, Arena.ofAuto(), _ -> {}, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  private LinearMap train(VectorRows rows, ProductTraining.Settings settings, int rounds) {
    RowFilter all = RowFilter.all(rows.count());
    return OpqTraining.train(
        rows, all, settings, rounds, kernels, Arena.ofAuto(), _ -> {}, () -> false);
  }

  private VectorRows rotated(VectorRows rows, LinearMap map) {
    return map.applyToAll(rows, kernels, new ParallelRows(2, () -> false), Arena.ofAuto());
  }

  private double error(VectorRows rows, ProductTraining.Settings settings) {
    RowFilter all = RowFilter.all(rows.count());
    return ProductTrainingTest.error(
        rows, ProductTraining.train(rows, all, settings, kernels, _ -> {}, () -> false));
  }
}
