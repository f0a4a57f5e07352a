package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All kernels against the scalar ones, bit by bit, and those against sums in double precision. */
class KernelsProperties {
  private static final long SEED = 20_250_901;
  private static final int ROWS = 23;

  private final Kernels scalar = new ScalarKernels();

  /** Each of this machine's kernels with each metric of numbers. */
  static Stream<Arguments> kernelsAndMetrics() {
    return kernelsAndMetrics(false);
  }

  static Stream<Arguments> kernelsAndBinaryMetrics() {
    return kernelsAndMetrics(true);
  }

  private static Stream<Arguments> kernelsAndMetrics(boolean binary) {
    return Kernels.names().stream()
        .map(Kernels::choose)
        .flatMap(kernels ->
            Arrays.stream(Metric.values())
                .filter(metric -> metric.isBinary() == binary)
                .map(metric -> Arguments.of(kernels, metric)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void allGiveTheSameBitsInEveryDimension(Kernels kernels, Metric metric) {
    int[] large = {783, 784, 785, 1536, 4096, 65_535, 65_536};
    IntStream.concat(IntStream.rangeClosed(1, 200), Arrays.stream(large))
        .forEach(dimension -> compare(kernels, metric, dimension));
  }

  private void compare(Kernels kernels, Metric metric, int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    VectorRows rows = TestRows.of(TestRows.uniform(random, ROWS, dimension));
    float[] query = TestRows.uniform(random, dimension);
    String context =
        "%s, %s, dimension %d, seed %d".formatted(kernels.name(), metric, dimension, SEED);

    float[] expected = new float[ROWS];
    float[] actual = new float[ROWS];
    scalar.scoresOfRange(metric, query, rows, 0, ROWS, expected);
    kernels.scoresOfRange(metric, query, rows, 0, ROWS, actual);
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
    kernels.scores(metric, query, rows, ids, from, to, actual);
    assertThat(bits(actual)).as(context).isEqualTo(bits(chosen));
  }

  /** Against the scalar ones, which for these are against the scores of the same rows as floats. */
  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void rowsOfBytesAreScoredAsTheyAre(Kernels kernels, Metric metric) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int dimension : new int[] {1, 15, 16, 17, 63, 64, 100, 128, 784, 1536}) {
      int stride = ByteRows.stride(dimension);
      MemorySegment data = Arena.ofAuto().allocate((long) ROWS * stride, 64);
      float[][] asFloats = new float[ROWS][stride];
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < dimension; i++) {
          int component = random.nextInt(256);
          asFloats[row][i] = component;
          data.set(ValueLayout.JAVA_BYTE, (long) row * stride + i, (byte) component);
        }
      }
      float[] query = Arrays.copyOf(TestRows.uniform(random, dimension), stride + 5);
      int[] ids = random.ints(ROWS, 0, ROWS).toArray();
      float[] expected = new float[ROWS];
      scalar.scores(
          metric, Arrays.copyOf(query, stride), TestRows.of(asFloats), ids, 2, ROWS, expected);
      float[] actual = new float[ROWS];
      kernels.scores(metric, query, new ByteRows(data, dimension, ROWS), ids, 2, ROWS, actual);
      assertThat(bits(actual)).as("%s, %d", kernels.name(), dimension).isEqualTo(bits(expected));
      ByteRows rows = new ByteRows(data, dimension, ROWS);
      float[] all = new float[ROWS];
      kernels.scores(metric, query, rows, IntStream.range(0, ROWS).toArray(), 0, ROWS, all);
      float[] range = new float[ROWS - 3];
      kernels.scoresOfRange(metric, query, rows, 3, ROWS - 3, range);
      assertThat(bits(range)).isEqualTo(bits(Arrays.copyOfRange(all, 3, ROWS)));
    }
  }

  /** Against the scalar ones of the same numbers as floats. */
  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void rowsOfEveryTypeAreScoredByTheNumbersThatTheyHold(Kernels kernels, Metric metric) {
    for (ComponentType type : List.of(ComponentType.FLOAT16, ComponentType.UINT8)) {
      IntStream.concat(IntStream.rangeClosed(1, 100), IntStream.of(784, 1535, 1536))
          .forEach(dimension -> {
            SplittableRandom random = new SplittableRandom(SEED + dimension);
            VectorRows rows =
                TestRows.as(type, TestRows.of(TestRows.uniform(random, ROWS, dimension)));
            assertScoredAsFloats(kernels, metric, TestRows.uniform(random, dimension), rows);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void everyFiniteHalfIsRead(Kernels kernels, Metric metric) {
    int dimension = 32;
    float[][] vectors = new float[(1 << Short.SIZE) / dimension][dimension];
    for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
      float half = Float.float16ToFloat((short) bits);
      vectors[bits / dimension][bits % dimension] = Float.isFinite(half) ? half : 0;
    }
    float[] query = TestRows.uniform(new SplittableRandom(SEED), dimension);
    assertScoredAsFloats(kernels, metric, query, TestRows.of(ComponentType.FLOAT16, vectors));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndBinaryMetrics")
  void bitsAreCounted(Kernels kernels, Metric metric) {
    IntStream.concat(IntStream.rangeClosed(1, 300), IntStream.of(767, 768, 1024, 1536, 65_536))
        .forEach(dimension -> compareBits(kernels, metric, dimension));
  }

  /** Rows from without a one to all ones. */
  private static void compareBits(Kernels kernels, Metric metric, int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    float[][] vectors = new float[ROWS][];
    for (int row = 0; row < ROWS; row++) {
      vectors[row] = bits(random, dimension, (double) row / (ROWS - 1));
    }
    VectorRows rows = TestRows.of(ComponentType.BIT, vectors);
    int[] ids = random.ints(ROWS, 0, ROWS).toArray();
    for (float[] query : List.of(bits(random, dimension, 0.3), new float[dimension])) {
      float[] range = new float[ROWS];
      kernels.scoresOfRange(metric, query, rows, 0, ROWS, range);
      float[] chosen = new float[ROWS];
      kernels.scores(metric, query, rows, ids, 1, ROWS - 1, chosen);
      for (int row = 0; row < ROWS; row++) {
        float expected = metric.fromUser(distanceOfBits(metric, query, vectors[row]));
        assertThat(Float.floatToRawIntBits(range[row]))
            .as("%s, %s, dimension %d, seed %d", kernels.name(), metric, dimension, SEED)
            .isEqualTo(Float.floatToRawIntBits(expected + 0f));
        boolean isChosen = row >= 1 && row < ROWS - 1;
        assertThat(chosen[row]).isEqualTo(isChosen ? range[ids[row]] : 0f);
      }
    }
  }

  /** By the definition of the distances, over sets of the places of ones. */
  private static float distanceOfBits(Metric metric, float[] one, float[] other) {
    BitSet both = ones(one);
    both.and(ones(other));
    BitSet either = ones(one);
    either.or(ones(other));
    int differing = either.cardinality() - both.cardinality();
    if (metric == Metric.HAMMING) {
      return differing;
    }
    return either.isEmpty() ? 0 : (float) differing / either.cardinality();
  }

  private static BitSet ones(float[] vector) {
    BitSet ones = new BitSet();
    IntStream.range(0, vector.length).filter(i -> vector[i] == 1).forEach(ones::set);
    return ones;
  }

  private static float[] bits(SplittableRandom random, int dimension, double share) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextDouble() < share ? 1 : 0;
    }
    return vector;
  }

  @Test
  void onlyBinaryMetricsCompareBits() {
    VectorRows bits = TestRows.of(ComponentType.BIT, new float[64]);
    VectorRows floats = TestRows.of(new float[64]);
    for (String name : Kernels.names()) {
      Kernels kernels = Kernels.choose(name);
      for (Metric metric : Metric.values()) {
        VectorRows wrong = metric.isBinary() ? floats : bits;
        assertThatThrownBy(
                () -> kernels.scoresOfRange(metric, new float[64], wrong, 0, 1, new float[1]))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(metric.name());
      }
    }
  }

  private void assertScoredAsFloats(
      Kernels kernels, Metric metric, float[] query, VectorRows rows) {
    float[][] vectors = new float[rows.count()][rows.dimension()];
    for (int row = 0; row < vectors.length; row++) {
      rows.read(row, vectors[row]);
    }
    int[] ids = IntStream.range(0, rows.count()).map(i -> rows.count() - 1 - i).toArray();
    float[] expected = new float[ids.length];
    scalar.scores(metric, query, TestRows.of(vectors), ids, 0, ids.length, expected);
    float[] chosen = new float[ids.length];
    kernels.scores(metric, query, rows, ids, 0, ids.length, chosen);
    String context =
        "%s, %s, %s, dimension %d, seed %d"
            .formatted(kernels.name(), metric, rows.type(), rows.dimension(), SEED);
    assertThat(bits(chosen)).as(context).isEqualTo(bits(expected));

    float[] range = new float[ids.length];
    kernels.scoresOfRange(metric, query, rows, 0, ids.length, range);
    for (int i = 0; i < ids.length; i++) {
      expected[i] = range[ids[i]];
    }
    assertThat(bits(chosen)).as(context).isEqualTo(bits(expected));
  }

  @Test
  void pairsOfByteRowsAreScoredInWholeNumbers() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int dimension : new int[] {1, 63, 64, 100, 784, Kernels.MAX_PAIR_DIMENSION}) {
      int stride = ByteRows.stride(dimension);
      MemorySegment data = Arena.ofAuto().allocate((long) ROWS * stride, 64);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < dimension; i++) {
          // The first two are as far from each other as can be.
          int component = row == 0 ? 0 : row == 1 ? 255 : random.nextInt(256);
          data.set(ValueLayout.JAVA_BYTE, (long) row * stride + i, (byte) component);
        }
      }
      ByteRows rows = new ByteRows(data, dimension, ROWS);
      int[] ids = random.ints(ROWS, 0, ROWS).toArray();
      ids[2] = 0;
      for (Metric metric : List.of(Metric.EUCLID, Metric.MANHATTAN)) {
        for (String name : Kernels.names()) {
          float[] actual = new float[ROWS];
          Kernels.choose(name).pairScores(metric, rows, 1, ids, 2, ROWS, actual);
          for (int i = 2; i < ROWS; i++) {
            long sum = 0;
            for (int c = 0; c < dimension; c++) {
              int difference = rows.component(1, c) - rows.component(ids[i], c);
              sum += metric == Metric.EUCLID ? difference * difference : Math.abs(difference);
            }
            assertThat(actual[i])
                .as("%s, %s, dimension %d, seed %d", name, metric, dimension, SEED)
                .isEqualTo(0f - sum);
          }
        }
      }
    }
  }

  /** Against the scalar ones, and those against sums in double precision. */
  @Test
  void packedRowsAreScoredByTheirCodes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int bits : new int[] {1, 2, 4}) {
      for (int dimension : new int[] {1, 16, 100, 128, 129, 784, 1536}) {
        PackedRows rows = packed(random, bits, dimension);
        float[] query = Arrays.copyOf(TestRows.uniform(random, dimension), rows.padded() + 2);
        query[rows.padded()] = -3;
        query[rows.padded() + 1] = 7;
        int[] ids = random.ints(ROWS, 0, ROWS).toArray();
        float[] expected = new float[ROWS];
        scalar.scores(query, rows, ids, 2, ROWS, expected);
        for (int i = 2; i < ROWS; i++) {
          double sum = -3;
          for (int c = 0; c < dimension; c++) {
            sum += (double) query[c] * rows.component(ids[i], c);
          }
          assertThat((double) expected[i])
              .isCloseTo(
                  7 + rows.addend(ids[i]) + rows.factor(ids[i]) * sum, offset(1e-4 * dimension));
        }
        for (String name : Kernels.names()) {
          float[] actual = new float[ROWS];
          Kernels.choose(name).scores(query, rows, ids, 2, ROWS, actual);
          assertThat(bits(actual))
              .as("%s, %d bits, dimension %d, seed %d", name, bits, dimension, SEED)
              .isEqualTo(bits(expected));
        }
      }
    }
  }

  private static PackedRows packed(SplittableRandom random, int bits, int dimension) {
    MemorySegment data = Arena.ofAuto().allocate(ROWS * PackedRows.stride(dimension, bits), 64);
    PackedRows rows = new PackedRows(data, dimension, ROWS, bits);
    byte[] codes = new byte[dimension];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < dimension; i++) {
        codes[i] = (byte) random.nextInt(1 << bits);
      }
      rows.write(row, codes, random.nextInt(10), 1 + random.nextInt(3));
      for (int i = 0; i < dimension; i++) {
        assertThat(rows.component(row, i)).isEqualTo(codes[i]);
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void sumsThatOverflowAreTheSame(Kernels kernels, Metric metric) {
    float[] huge = new float[37];
    Arrays.fill(huge, 3e38f);
    float[] opposite = new float[37];
    Arrays.fill(opposite, -3e38f);
    VectorRows rows = TestRows.of(huge, opposite, new float[37]);
    float[] expected = new float[3];
    float[] actual = new float[3];
    scalar.scoresOfRange(metric, huge, rows, 0, 3, expected);
    kernels.scoresOfRange(metric, huge, rows, 0, 3, actual);
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void zeroIsNeverNegative(Kernels kernels, Metric metric) {
    for (int dimension : new int[] {4, 21}) {
      float[] tiny = Arrays.copyOf(new float[] {-1e-30f, 0f, -0f, 1e-30f}, dimension);
      float[] almost = Arrays.copyOf(new float[] {1e-30f}, dimension);
      VectorRows rows = TestRows.of(tiny, new float[dimension], almost);
      float[] scores = new float[3];
      kernels.scoresOfRange(metric, new float[dimension], rows, 0, 3, scores);
      assertThat(bits(scores)).doesNotContain(Float.floatToIntBits(-0f));
      kernels.scoresOfRange(metric, tiny, rows, 0, 3, scores);
      assertThat(bits(scores)).doesNotContain(Float.floatToIntBits(-0f));
    }
  }

  /**
   * Against the best of all scores, in every number of rows and centroids that a block may have.
   */
  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void theNearestCentroidIsTheFirstOfTheBestScores(Kernels kernels, Metric metric) {
    int[] dimensions = {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 100, 128, 784, 9000};
    for (int dimension : dimensions) {
      SplittableRandom random = new SplittableRandom(SEED + dimension);
      for (int centroids : new int[] {1, 2, 5, 16, 61, 300}) {
        int rows = dimension < 1000 ? 290 : 7;
        VectorRows table = TestRows.of(fewValues(random, rows, dimension));
        compareNearest(
            kernels, metric, table, TestRows.of(fewValues(random, centroids, dimension)));
      }
    }
  }

  /** Few different components, so that scores are often equal. */
  private static float[][] fewValues(SplittableRandom random, int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    boolean whole = random.nextBoolean();
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = whole ? random.nextInt(-1, 2) : (float) random.nextDouble(-1, 1);
      }
    }
    return vectors;
  }

  private void compareNearest(
      Kernels kernels, Metric metric, VectorRows rows, VectorRows centroids) {
    int first = rows.count() / 3;
    int count = rows.count() - first - 1;
    int[] best = new int[rows.count()];
    float[] scores = new float[rows.count()];
    kernels.nearest(metric, rows, first, count, centroids, best, scores);
    float[] query = new float[rows.dimension()];
    float[] all = new float[centroids.count()];
    int[] expectedBest = new int[rows.count()];
    float[] expectedScores = new float[rows.count()];
    for (int i = 0; i < count; i++) {
      rows.read(first + i, query);
      scalar.scoresOfRange(metric, query, centroids, 0, centroids.count(), all);
      for (int c = 1; c < all.length; c++) {
        expectedBest[i] = all[c] > all[expectedBest[i]] ? c : expectedBest[i];
      }
      expectedScores[i] = all[expectedBest[i]];
    }
    String context =
        "%s, %s, dimension %d, %d centroids, seed %d"
            .formatted(kernels.name(), metric, rows.dimension(), centroids.count(), SEED);
    assertThat(best).as(context).isEqualTo(expectedBest);
    assertThat(bits(scores)).as(context).isEqualTo(bits(expectedScores));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndMetrics")
  void whatIsNoNumberIsNeverNearest(Kernels kernels, Metric metric) {
    for (int dimension : new int[] {3, 40}) {
      float[] nothing = new float[dimension];
      Arrays.fill(nothing, Float.NaN);
      VectorRows centroids = TestRows.of(nothing, new float[dimension], nothing);
      int[] best = new int[1];
      float[] scores = new float[1];
      kernels.nearest(metric, TestRows.of(new float[dimension]), 0, 1, centroids, best, scores);
      assertThat(best[0]).isEqualTo(1);
      assertThat(scores[0]).isZero();
    }
  }

  @Test
  void anotherDimensionIsRefused() {
    VectorRows rows = TestRows.of(new float[8], new float[8]);
    for (String name : Kernels.names()) {
      Kernels kernels = Kernels.choose(name);
      assertThatThrownBy(
              () -> kernels.scoresOfRange(Metric.DOT, new float[7], rows, 0, 2, new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("7")
          .hasMessageContaining("8");
      assertThatThrownBy(() ->
              kernels.nearest(
                  Metric.DOT, rows, 0, 2, TestRows.of(new float[9]), new int[2], new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("8")
          .hasMessageContaining("9");
    }
  }

  @Test
  void theChoiceIsByName() {
    assertThat(Kernels.choose("scalar").name()).isEqualTo("scalar");
    assertThat(Kernels.choose("simd").name()).isEqualTo("simd");
    assertThat(Kernels.choose("auto").name()).isEqualTo(Kernels.names().getFirst());
    assertThat(Kernels.names()).endsWith("simd", "scalar");
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
            case HAMMING, JACCARD -> throw new IllegalArgumentException("of bits");
          };
    }
    return sum;
  }

  private static int[] bits(float[] scores) {
    return IntStream.range(0, scores.length).map(i -> Float.floatToIntBits(scores[i])).toArray();
  }
}
