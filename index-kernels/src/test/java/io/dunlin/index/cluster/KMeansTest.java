package io.dunlin.index.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KMeansTest {
  private static final long SEED = 20_261_126;

  private final Kernels kernels = Kernels.choose("auto");

  @ParameterizedTest
  @CsvSource({"24, false", "24, true", "5, false", "128, true"})
  void theSameCentroidsForAnyNumberOfThreads(int dimension, boolean spherical) {
    VectorRows rows = clusters(new SplittableRandom(SEED), 5000, dimension, 40, 0.4);
    byte[] alone = bytes(train(rows, settings(60, 1, spherical)));
    for (int threads : new int[] {2, 3, 7}) {
      assertThat(bytes(train(rows, settings(60, threads, spherical))))
          .as("%d threads, seed %d", threads, SEED)
          .isEqualTo(alone);
    }
    assertThat(bytes(train(rows, new KMeans.Settings(60, 12, SEED + 1, 2, spherical))))
        .isNotEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd"})
  void theSameCentroidsWithAllKernels(String name) {
    VectorRows rows = clusters(new SplittableRandom(SEED), 600, 20, 10, 0.4);
    VectorRows expected = train(rows, settings(12, 2, false));
    VectorRows actual =
        KMeans.train(
            rows,
            RowFilter.all(600),
            settings(12, 2, false),
            Kernels.choose(name),
            Arena.ofAuto(),
            _ -> {},
            () -> false);
    assertThat(bytes(actual)).isEqualTo(bytes(expected));
  }

  /** Clusters far from each other: each gets its centroid, which is the mean of its rows. */
  @Test
  void clustersThatLieApartAreFound() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centers = new float[30][16];
    for (int i = 0; i < centers.length; i++) {
      centers[i][i % 16] = 100f * (i + 1);
    }
    VectorRows rows = TestRows.of(TestRows.clustered(random, 3000, centers));
    VectorRows centroids = train(rows, settings(30, 2, false));
    int[] nearest = assign(rows, centroids, Metric.EUCLID);
    double[][] sums = new double[30][16];
    int[] sizes = new int[30];
    float[] vector = new float[16];
    for (int row = 0; row < rows.count(); row++) {
      rows.read(row, vector);
      sizes[nearest[row]]++;
      for (int i = 0; i < 16; i++) {
        sums[nearest[row]][i] += vector[i];
      }
    }
    for (int cluster = 0; cluster < 30; cluster++) {
      assertThat(sizes[cluster]).as("seed %d", SEED).isBetween(50, 170);
      centroids.read(cluster, vector);
      for (int i = 0; i < 16; i++) {
        assertThat((double) vector[i]).isCloseTo(sums[cluster][i] / sizes[cluster], within(1e-2));
      }
    }
  }

  /** Each iteration moves rows to nearer centroids, so the error never grows. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theErrorFallsFromIterationToIteration(boolean spherical) {
    VectorRows rows = clusters(new SplittableRandom(SEED), 3000, 16, 100, 0.5);
    double previous = Double.POSITIVE_INFINITY;
    for (int iterations = 1; iterations <= 8; iterations++) {
      VectorRows centroids = train(rows, new KMeans.Settings(50, iterations, SEED, 2, spherical));
      double error = error(rows, centroids, spherical);
      assertThat(error).as("%d iterations", iterations).isLessThanOrEqualTo(previous * (1 + 1e-6));
      previous = error;
    }
  }

  /** What the first centroids are drawn for: uniform draws leave clusters without one. */
  @Test
  void firstCentroidsAreSpreadOverTheClusters() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centers = TestRows.uniform(random, 200, 32);
    for (float[] center : centers) {
      for (int i = 0; i < center.length; i++) {
        center[i] *= 20;
      }
    }
    VectorRows rows = TestRows.of(TestRows.clustered(random, 10_000, centers));
    VectorRows centroids = train(rows, new KMeans.Settings(200, 2, SEED, 2, false));
    // Within a cluster a row is 0.4 off in each of 32 components; between clusters some 65 in all.
    assertThat(error(rows, centroids, false) / rows.count()).isLessThan(100);
  }

  @Test
  void sphericalCentroidsAreUnitVectors() {
    VectorRows rows = clusters(new SplittableRandom(SEED), 2000, 48, 30, 0.4);
    VectorRows centroids = train(rows, settings(40, 2, true));
    float[] centroid = new float[48];
    for (int cluster = 0; cluster < 40; cluster++) {
      centroids.read(cluster, centroid);
      double squares = 0;
      for (float component : centroid) {
        squares += (double) component * component;
      }
      assertThat(squares).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void rowsThatAreNotPresentDoNotCount() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] vectors = TestRows.uniform(random, 1000, 8);
    BitSet present = new BitSet();
    for (int row = 0; row < vectors.length; row++) {
      if (row % 3 == 0) {
        present.set(row);
      } else {
        Arrays.fill(vectors[row], 1e6f);
      }
    }
    VectorRows centroids =
        train(TestRows.of(vectors), TestRows.filter(present), settings(20, 2, false));
    float[] centroid = new float[8];
    for (int cluster = 0; cluster < centroids.count(); cluster++) {
      centroids.read(cluster, centroid);
      for (float component : centroid) {
        assertThat(Math.abs(component)).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void fewRowsGiveFewCentroids() {
    SplittableRandom random = new SplittableRandom(SEED);
    VectorRows rows = TestRows.of(TestRows.uniform(random, 7, 4));
    VectorRows centroids = train(rows, settings(20, 2, false));
    assertThat(centroids.count()).isEqualTo(7);
    assertThat(error(rows, centroids, false)).isZero();
    assertThat(train(rows, TestRows.filter(new BitSet()), settings(20, 2, false)).count()).isZero();
    VectorRows same = TestRows.of(new float[50][4]);
    assertThat(train(same, settings(20, 2, false)).count()).isEqualTo(20);
    assertThat(train(same, settings(20, 2, true)).count()).isEqualTo(20);
  }

  /** All centroids but one start where no row is. */
  @Test
  void emptyClustersSplitTheLargest() {
    SplittableRandom random = new SplittableRandom(SEED);
    VectorRows rows = TestRows.of(TestRows.uniform(random, 2000, 4));
    float[][] far = new float[16][4];
    for (int i = 1; i < far.length; i++) {
      Arrays.fill(far[i], 1000f * i);
    }
    VectorRows centroids = retrain(TestRows.of(far), rows, settings(16, 2, false));
    int[] sizes = new int[16];
    for (int cluster : assign(rows, centroids, Metric.EUCLID)) {
      sizes[cluster]++;
    }
    for (int size : sizes) {
      assertThat(size).as("%s, seed %d", Arrays.toString(sizes), SEED).isBetween(30, 500);
    }
  }

  /** Rows that moved a little: a few iterations from the old centroids fit as well as many. */
  @Test
  void trainingGoesOnFromEarlierCentroids() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] vectors = TestRows.clustered(random, 4000, TestRows.uniform(random, 50, 24));
    VectorRows centroids = train(TestRows.of(vectors), settings(50, 2, false));
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] += 0.3f;
      }
    }
    VectorRows moved = TestRows.of(vectors);
    VectorRows again = retrain(centroids, moved, new KMeans.Settings(1, 2, SEED, 2, false));
    assertThat(again.count()).isEqualTo(50);
    double fresh = error(moved, train(moved, settings(50, 2, false)), false);
    assertThat(error(moved, again, false)).isLessThan(1.03 * fresh);
    assertThat(error(moved, centroids, false)).isGreaterThan(1.1 * fresh);
    assertThat(centroids.data().mismatch(again.data())).isNotEqualTo(-1);
  }

  @Test
  void aSampleIsEnough() {
    VectorRows rows = clusters(new SplittableRandom(SEED), 20_000, 16, 20, 0.3);
    KMeans.Settings few = new KMeans.Settings(20, 10, 20, SEED, 2, false);
    AtomicInteger compared = new AtomicInteger();
    VectorRows centroids =
        KMeans.train(
            rows,
            RowFilter.all(rows.count()),
            few,
            kernels,
            Arena.ofAuto(),
            compared::addAndGet,
            () -> false);
    assertThat(compared.get()).isPositive().isLessThanOrEqualTo(10 * 20 * 20);
    assertThat(compared.get() % 400).isZero();
    double all = error(rows, train(rows, settings(20, 2, false)), false);
    assertThat(error(rows, centroids, false)).isLessThan(1.3 * all);
  }

  @Test
  void trainingCanBeCancelled() {
    VectorRows rows = clusters(new SplittableRandom(SEED), 5000, 16, 20, 0.3);
    AtomicInteger compared = new AtomicInteger();
    assertThatThrownBy(() ->
            KMeans.train(
                rows,
                RowFilter.all(rows.count()),
                settings(100, 2, false),
                kernels,
                Arena.ofAuto(),
                compared::addAndGet,
                () -> compared.get() > 2000))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> KMeans.assign(rows, rows, Metric.EUCLID, 2, kernels, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> settings(0, 1, false)).hasMessageContaining("clusters 0");
    assertThatThrownBy(() -> settings(1, 0, false)).hasMessageContaining("threads 0");
  }

  private static KMeans.Settings settings(int clusters, int threads, boolean spherical) {
    return new KMeans.Settings(clusters, 12, SEED, threads, spherical);
  }

  private VectorRows train(VectorRows rows, KMeans.Settings settings) {
    return train(rows, RowFilter.all(rows.count()), settings);
  }

  private VectorRows train(VectorRows rows, RowFilter present, KMeans.Settings settings) {
    return KMeans.train(rows, present, settings, kernels, Arena.ofAuto(), _ -> {}, () -> false);
  }

  private VectorRows retrain(VectorRows previous, VectorRows rows, KMeans.Settings settings) {
    RowFilter all = RowFilter.all(rows.count());
    return KMeans.retrain(
        previous, rows, all, settings, kernels, Arena.ofAuto(), _ -> {}, () -> false);
  }

  private int[] assign(VectorRows rows, VectorRows centroids, Metric metric) {
    return KMeans.assign(rows, centroids, metric, 2, kernels, () -> false);
  }

  /** Sum of the squared distances of rows, or of their directions, to the nearest centroid. */
  private double error(VectorRows rows, VectorRows centroids, boolean directions) {
    int[] nearest = assign(rows, centroids, directions ? Metric.DOT : Metric.EUCLID);
    float[] vector = new float[rows.dimension()];
    float[] centroid = new float[rows.dimension()];
    double error = 0;
    for (int row = 0; row < rows.count(); row++) {
      rows.read(row, vector);
      float[] seen = directions ? Vectors.normalize(vector) : vector;
      centroids.read(nearest[row], centroid);
      for (int i = 0; i < seen.length; i++) {
        double difference = (double) seen[i] - centroid[i];
        error += difference * difference;
      }
    }
    return error;
  }

  private static VectorRows clusters(
      SplittableRandom random, int count, int dimension, int centers, double spread) {
    float[][] vectors =
        TestRows.clustered(random, count, TestRows.uniform(random, centers, dimension));
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] += (float) (spread * random.nextGaussian());
      }
    }
    return TestRows.of(vectors);
  }

  private static byte[] bytes(VectorRows rows) {
    return rows.data().asSlice(0, rows.offset(rows.count())).toArray(ValueLayout.JAVA_BYTE);
  }
}
