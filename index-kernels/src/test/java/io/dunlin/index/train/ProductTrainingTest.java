package io.dunlin.index.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ProductEncoder;
import io.dunlin.index.quantize.ProductQuantizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductTrainingTest {
  private static final long SEED = 20_261_128;
  private static final int QUERIES = 100;
  private static final int K = 10;

  private final Kernels kernels = Kernels.choose("auto");

  @ParameterizedTest
  @CsvSource({"8, 4, 1", "8, 8, 1", "5, 8, 6"})
  void theSameCodewordsForAnyNumberOfThreads(int digits, int bits, float eta) {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 32, 4, 20).take(3000));
    float[] alone = train(rows, settings(digits, bits, 1).withEta(eta)).codewords();
    for (int threads : new int[] {2, 5}) {
      assertThat(train(rows, settings(digits, bits, threads).withEta(eta)).codewords())
          .as("%d threads, seed %d", threads, SEED)
          .isEqualTo(alone);
    }
  }

  /**
   * More bits make smaller errors, and trained codewords far smaller ones than rows as codewords.
   */
  @Test
  void errorsShrinkWithTheBits() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 32, 4, 20).take(4000));
    double coarse = error(rows, train(rows, settings(8, 4, 2)));
    double same = error(rows, train(rows, settings(16, 4, 2)));
    double fine = error(rows, train(rows, settings(16, 8, 2)));
    double rowsAsCodewords =
        error(rows, train(rows, new ProductTraining.Settings(16, 8, 1, 1, SEED, 2, 1)));
    assertThat(same).isLessThan(0.6 * coarse);
    assertThat(fine).isLessThan(0.3 * same);
    assertThat(fine).isLessThan(0.8 * rowsAsCodewords);
  }

  /** Each row is a codeword. */
  @Test
  void fewRowsAreEncodedWithoutError() {
    VectorRows rows = TestRows.of(TestRows.uniform(new SplittableRandom(SEED), 100, 13));
    ProductQuantizer quantizer = train(rows, settings(4, 8, 2));
    assertThat(error(rows, quantizer)).isLessThan(1e-9);
    BitSet none = new BitSet();
    ProductQuantizer empty = train(rows, rows, TestRows.filter(none), settings(4, 8, 2));
    assertThat(empty.codewords()).containsOnly(0f);
  }

  @Test
  void rowsThatAreNotPresentDoNotCount() {
    float[][] vectors = TestRows.uniform(new SplittableRandom(SEED), 900, 12);
    BitSet present = new BitSet();
    for (int row = 0; row < vectors.length; row++) {
      if (row % 3 == 1) {
        present.set(row);
      } else {
        Arrays.fill(vectors[row], 1000f);
      }
    }
    VectorRows rows = TestRows.of(vectors);
    for (float eta : new float[] {1, 4}) {
      ProductTraining.Settings settings = settings(3, 4, 2).withEta(eta);
      for (float component : train(rows, rows, TestRows.filter(present), settings).codewords()) {
        assertThat(Math.abs(component)).isLessThan(3);
      }
    }
  }

  /** Of equal size, and with tables of equal cost: section 5 of Guo et al. (ICML 2020). */
  @ParameterizedTest
  @CsvSource({"32, 4", "16, 8"})
  void directedCodewordsFindMoreOfTheGreatestInnerProducts(int digits, int bits) {
    TrainingRows source = new TrainingRows(SEED, 64, 8, 60);
    VectorRows rows = TestRows.of(source.takeUnit(6000));
    float[][] queries = source.takeUnit(QUERIES);
    ProductTraining.Settings plain = settings(digits, bits, 2);
    float eta = ProductQuantizer.eta(0.3, 64);
    double found = recall(rows, queries, train(rows, plain));
    double foundDirected = recall(rows, queries, train(rows, plain.withEta(eta)));
    assertThat(foundDirected)
        .as("recall of directed codes, with %.3f for plain ones, seed %d", found, SEED)
        .isGreaterThan(found + 0.02);
  }

  /** Both steps lower the same loss, so that it falls with the iterations. */
  @Test
  void directedErrorsFall() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 24, 6, 30).takeUnit(3000));
    ProductQuantizer plain = train(rows, settings(6, 4, 2));
    double before =
        directedError(rows, new ProductQuantizer(plain.parts(), 4, 8, plain.codewords()));
    for (int iterations : new int[] {1, 3, 9}) {
      ProductTraining.Settings settings =
          new ProductTraining.Settings(6, 4, iterations, 1000, SEED, 2, 8);
      double after = directedError(rows, train(rows, settings));
      assertThat(after).as("%d iterations", iterations).isLessThan(before);
      before = after * 1.01;
    }
  }

  /** The residuals have other directions than the vectors that inner products are taken of. */
  @Test
  void residualsAreTrainedByTheDirectionsOfTheirVectors() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] wholes = new TrainingRows(SEED, 16, 4, 1).takeUnit(3000);
    float[][] residuals = TestRows.uniform(random, 3000, 16);
    VectorRows rows = TestRows.of(residuals);
    ProductTraining.Settings settings = settings(4, 4, 2).withEta(30);
    RowFilter all = RowFilter.all(3000);
    ProductQuantizer right = train(rows, TestRows.of(wholes), all, settings);
    ProductQuantizer wrong = train(rows, rows, all, settings);
    assertThat(directedError(rows, TestRows.of(wholes), right))
        .isLessThan(0.9 * directedError(rows, TestRows.of(wholes), wrong));
    assertThatThrownBy(() -> train(rows, TestRows.of(new float[2999][16]), all, settings))
        .hasMessageContaining("one shape");
  }

  @Test
  void trainingTellsOfItsProgressAndCanBeCancelled() {
    VectorRows rows = TestRows.of(new TrainingRows(SEED, 16, 4, 10).take(3000));
    AtomicInteger compared = new AtomicInteger();
    assertThatThrownBy(() ->
            ProductTraining.train(
                rows,
                RowFilter.all(3000),
                settings(8, 8, 2),
                kernels,
                compared::addAndGet,
                () -> compared.get() > 10_000))
        .isInstanceOf(CancellationException.class);
    assertThat(compared.get()).isLessThan(100_000);
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> settings(8, 6, 1)).hasMessageContaining("not 6");
    assertThatThrownBy(() -> settings(8, 8, 1).withEta(0.5f)).hasMessageContaining("eta 0.5");
    assertThatThrownBy(() -> settings(0, 8, 1)).hasMessageContaining("at least 1");
  }

  private static ProductTraining.Settings settings(int digits, int bits, int threads) {
    return new ProductTraining.Settings(digits, bits, SEED, threads);
  }

  private ProductQuantizer train(VectorRows rows, ProductTraining.Settings settings) {
    return train(rows, rows, RowFilter.all(rows.count()), settings);
  }

  private ProductQuantizer train(
      VectorRows rows, VectorRows wholes, RowFilter present, ProductTraining.Settings settings) {
    return ProductTraining.train(rows, wholes, present, settings, kernels, _ -> {}, () -> false);
  }

  static double error(VectorRows rows, ProductQuantizer quantizer) {
    ProductQuantizer plain =
        new ProductQuantizer(quantizer.parts(), quantizer.bits(), 1, quantizer.codewords());
    return directedError(rows, rows, plain);
  }

  private static double directedError(VectorRows rows, ProductQuantizer quantizer) {
    return directedError(rows, rows, quantizer);
  }

  /** Mean of the squared errors, those along the vectors weighted by eta. */
  private static double directedError(
      VectorRows residuals, VectorRows wholes, ProductQuantizer quantizer) {
    ProductEncoder encoder = new ProductEncoder(quantizer);
    float[] residual = new float[residuals.dimension()];
    float[] whole = new float[residuals.dimension()];
    float[] decoded = new float[residuals.dimension()];
    byte[] code = new byte[quantizer.digits()];
    double sum = 0;
    for (int row = 0; row < residuals.count(); row++) {
      residuals.read(row, residual);
      wholes.read(row, whole);
      encoder.encode(residual, whole, code);
      quantizer.decode(code, decoded);
      double along = 0;
      double length = 0;
      for (int i = 0; i < residual.length; i++) {
        double error = residual[i] - decoded[i];
        sum += error * error;
        along += error * whole[i];
        length += (double) whole[i] * whole[i];
      }
      sum += length > 0 ? (quantizer.eta() - 1) * along * along / length : 0;
    }
    return sum / residuals.count();
  }

  /** Share of the ten greatest inner products among the ten greatest sums of table entries. */
  private double recall(VectorRows rows, float[][] queries, ProductQuantizer quantizer) {
    byte[][] codes = new byte[rows.count()][quantizer.digits()];
    float[] vector = new float[rows.dimension()];
    for (int row = 0; row < rows.count(); row++) {
      rows.read(row, vector);
      quantizer.encode(vector, codes[row]);
    }
    int found = 0;
    float[] tables = new float[quantizer.digits() << quantizer.bits()];
    float[] exact = new float[rows.count()];
    float[] estimates = new float[rows.count()];
    for (float[] query : queries) {
      kernels.scoresOfRange(Metric.DOT, query, rows, 0, rows.count(), exact);
      quantizer.fillTables(Metric.DOT, query, tables);
      Arrays.fill(estimates, 0f);
      for (int row = 0; row < codes.length; row++) {
        for (int part = 0; part < quantizer.digits(); part++) {
          estimates[row] +=
              tables[(part << quantizer.bits()) + Byte.toUnsignedInt(codes[row][part])];
        }
      }
      BitSet truth = best(exact);
      truth.and(best(estimates));
      found += truth.cardinality();
    }
    return (double) found / (queries.length * K);
  }

  private static BitSet best(float[] scores) {
    BitSet best = new BitSet();
    IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .limit(K)
        .forEach(best::set);
    return best;
  }
}
