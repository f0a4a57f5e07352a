package io.dunlin.index.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.transform.Pca;
import java.lang.foreign.Arena;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PcaTrainingTest {
  private static final long SEED = 20_261_130;

  private final Kernels kernels = Kernels.choose("auto");

  /** Against the definition, in double precision: C v = variance v for each component v. */
  @Test
  void componentsAreEigenvectorsOfTheCovariance() {
    int dimension = 20;
    float[][] vectors = new TrainingRows(SEED, dimension, 5, 3).take(1500);
    Pca pca = train(TestRows.of(vectors), 12, 2);
    double[][] covariance = covariance(vectors, pca.mean());
    double total = 0;
    for (int i = 0; i < dimension; i++) {
      total += covariance[i][i];
    }
    double kept = 0;
    float[][] components = components(pca);
    for (int c = 0; c < 12; c++) {
      kept += pca.variances()[c];
      for (int i = 0; i < dimension; i++) {
        double product = 0;
        for (int j = 0; j < dimension; j++) {
          product += covariance[i][j] * components[c][j];
        }
        assertThat(product).isCloseTo(pca.variances()[c] * components[c][i], within(1e-4 * total));
      }
      for (int other = 0; other <= c; other++) {
        assertThat(dot(components[c], components[other]))
            .isCloseTo(c == other ? 1 : 0, within(1e-5));
      }
      assertThat(c == 0 || pca.variances()[c] <= pca.variances()[c - 1]).isTrue();
    }
    assertThat(pca.explained()).isCloseTo(kept / total, within(1e-4));
  }

  /** Rows of a flat, far from the origin: as many components as it has axes lose nothing. */
  @Test
  void projectionsOfAFlatKeepScores() {
    TrainingRows source = new TrainingRows(SEED, 50, 6, 1);
    float[][] vectors = source.take(500);
    VectorRows rows = TestRows.of(vectors);
    Pca pca = train(rows, 6, 2);
    assertThat(pca.explained()).isCloseTo(1, within(1e-5));
    float[][] projected = new float[vectors.length][6];
    for (int row = 0; row < vectors.length; row++) {
      pca.project(kernels, vectors[row], projected[row]);
    }
    VectorRows table = TestRows.of(projected);
    float[] query = source.take(1)[0];
    float[] short6 = new float[6];
    float[] exact = new float[500];
    float[] scores = new float[500];

    pca.project(kernels, query, short6);
    kernels.scoresOfRange(Metric.EUCLID, query, rows, 0, 500, exact);
    kernels.scoresOfRange(Metric.EUCLID, short6, table, 0, 500, scores);
    for (int row = 0; row < 500; row++) {
      assertThat(scores[row]).isCloseTo(exact[row], within(0.01f));
    }

    pca.projectDirection(kernels, query, short6);
    kernels.scoresOfRange(Metric.DOT, query, rows, 0, 500, exact);
    kernels.scoresOfRange(Metric.DOT, short6, table, 0, 500, scores);
    double addend = dot(query, pca.mean());
    for (int row = 0; row < 500; row++) {
      assertThat(scores[row] + addend).isCloseTo(exact[row], within(0.01));
    }
  }

  @Test
  void theSameComponentsForAnyNumberOfThreads() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 40, 8, 5).take(2000));
    Pca alone = train(rows, 10, 1);
    assertThat(train(rows, 10, 4).bytes().mismatch(alone.bytes())).isEqualTo(-1);
  }

  @Test
  void rowsThatAreNotPresentDoNotCount() {
    float[][] vectors = TestRows.uniform(new SplittableRandom(SEED), 300, 5);
    BitSet present = new BitSet();
    for (int row = 0; row < vectors.length; row++) {
      present.set(row, row % 2 == 0);
      vectors[row][3] = row % 2 == 0 ? 7 : 1000;
    }
    Pca pca =
        PcaTraining.train(
            TestRows.of(vectors),
            TestRows.filter(present),
            5,
            SEED,
            2,
            kernels,
            Arena.ofAuto(),
            () -> false);
    assertThat(pca.mean()[3]).isEqualTo(7);
    assertThat(pca.variances()[0]).isLessThan(2);
    assertThat(pca.variances()[4]).isCloseTo(0, within(1e-6f));
  }

  @Test
  void tablesWithoutVarianceHaveComponents() {
    Pca none = train(TestRows.of(new float[3][7]), 4, 2);
    assertThat(none.explained()).isEqualTo(1);
    float[] out = new float[4];
    none.project(kernels, new float[] {1, 2, 3, 4, 5, 6, 7}, out);
    assertThat(dot(out, out)).isPositive();
  }

  @Test
  void varianceBeyondFloatsIsRefused() {
    float[][] vectors = TestRows.uniform(new SplittableRandom(SEED), 30, 7);
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= 1e30f;
      }
    }
    assertThatThrownBy(() -> train(TestRows.of(vectors), 3, 2))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void impossibleShapesAreRefusedAndTrainingCanBeCancelled() {
    VectorRows rows = TestRows.of(new float[30][7]);
    assertThatThrownBy(() -> train(rows, 8, 2)).hasMessageContaining("7").hasMessageContaining("8");
    assertThatThrownBy(() -> train(rows, 0, 2)).hasMessageContaining("0");
    RowFilter all = RowFilter.all(30);
    assertThatThrownBy(
            () -> PcaTraining.train(rows, all, 3, SEED, 2, kernels, Arena.ofAuto(), () -> true))
        .isInstanceOf(CancellationException.class);
  }

  private Pca train(VectorRows rows, int outputs, int threads) {
    RowFilter all = RowFilter.all(rows.count());
    return PcaTraining.train(
        rows, all, outputs, SEED, threads, kernels, Arena.ofAuto(), () -> false);
  }

  private static float[][] components(Pca pca) {
    float[][] components = new float[pca.outputs()][pca.inputs()];
    for (int c = 0; c < components.length; c++) {
      pca.components().matrix().read(c, components[c]);
    }
    return components;
  }

  private static double[][] covariance(float[][] vectors, float[] mean) {
    int dimension = mean.length;
    double[][] covariance = new double[dimension][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j < dimension; j++) {
          covariance[i][j] +=
              ((double) vector[i] - mean[i]) * ((double) vector[j] - mean[j]) / vectors.length;
        }
      }
    }
    return covariance;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
