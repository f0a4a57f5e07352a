package io.dunlin.index.ivf;

import static io.dunlin.index.ivf.IvfFixture.KERNELS;
import static io.dunlin.index.ivf.IvfFixture.SEED;
import static io.dunlin.index.ivf.IvfFixture.probing;
import static io.dunlin.index.ivf.IvfFixture.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every codec with every metric against a scan by the vectors. */
class IvfIndexTest {
  private static final int ROWS = 5_000;

  /** Half of the lists and more would mean that it went further than it was asked to. */
  @ParameterizedTest
  @EnumSource
  void scoresNoMoreListsThanAreAskedFor(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(ROWS, 24, Metric.EUCLID);
    IvfIndex index = fixture.index(params(codec).withLists(100));
    SearchScratch scratch = new SearchScratch();
    TopK out = new TopK();
    for (float[] query : fixture.queries) {
      out.reset(10);
      index.search(query, IvfFixture.probing(5), RowFilter.all(ROWS), scratch, out);
    }
    assertThat(scratch.scored() / fixture.queries.length).isLessThan(ROWS / 5);
  }

  static Stream<Arguments> codecsAndMetrics() {
    return Arrays.stream(IvfCodec.values())
        .flatMap(codec ->
            Arrays.stream(Metric.values())
                .filter(codec::supports)
                .map(metric -> Arguments.of(codec, metric)));
  }

  @ParameterizedTest
  @MethodSource("codecsAndMetrics")
  void findsTheBestAndTheirScoresAreThoseOfTheVectors(IvfCodec codec, Metric metric) {
    for (int dimension : new int[] {64, 100}) {
      IvfFixture fixture = new IvfFixture(ROWS, dimension, metric);
      IvfIndex index = fixture.index(params(codec));
      RowFilter all = RowFilter.all(ROWS);
      assertThat(fixture.recall(index, 10, probing(24), all))
          .as("%s, %s, dimension %d, seed %d", codec, metric, dimension, SEED)
          .isGreaterThan(0.95);
      FlatIndex exact = new FlatIndex(fixture.rows, metric, KERNELS);
      for (float[] query : fixture.queries) {
        TopK found = IvfFixture.results(index, query, 10, probing(64), all);
        TopK truth = IvfFixture.results(exact, query, ROWS, probing(0), all);
        for (int rank = 0; rank < found.size(); rank++) {
          assertThat(found.score(rank)).isEqualTo(scoreOf(truth, found.row(rank)));
        }
      }
    }
  }

  private static float scoreOf(TopK all, int row) {
    int rank = IntStream.range(0, all.size()).filter(i -> all.row(i) == row).findFirst().orElse(-1);
    return all.score(rank);
  }

  /** Looking through all lists by the vectors is a scan. */
  @ParameterizedTest
  @MethodSource("codecsAndMetrics")
  void withoutCodesAllListsGiveTheExactAnswer(IvfCodec codec, Metric metric) {
    IvfFixture fixture = new IvfFixture(2_000, 20, metric);
    IvfIndex index = fixture.index(params(codec));
    FlatIndex exact = new FlatIndex(fixture.rows, metric, KERNELS);
    SearchParams ignoring = new SearchParams(16, false, 64, new CodeUse(true, true, 0));
    SearchParams scanning = new SearchParams(16, true, 1, CodeUse.DEFAULT);
    RowFilter all = RowFilter.all(2_000);
    for (float[] query : fixture.queries) {
      int[] truth = search(exact, query, 20, ignoring, all);
      assertThat(search(index, query, 20, ignoring, all)).containsExactly(truth);
      assertThat(search(index, query, 20, scanning, all)).containsExactly(truth);
    }
  }

  /** The error of an estimate is that of its code; nothing is lost between code and score. */
  @ParameterizedTest
  @MethodSource("codecsAndMetrics")
  void estimatesAreNearTheScores(IvfCodec codec, Metric metric) {
    IvfFixture fixture = new IvfFixture(2_000, 256, metric);
    IvfIndex index = fixture.index(params(codec));
    FlatIndex exact = new FlatIndex(fixture.rows, metric, KERNELS);
    SearchParams estimating = new SearchParams(16, false, 64, new CodeUse(false, false, 0));
    RowFilter all = RowFilter.all(2_000);
    double sum = 0;
    double squares = 0;
    int count = 0;
    double scores = 0;
    double squaredScores = 0;
    for (float[] query : fixture.queries) {
      TopK estimates = IvfFixture.results(index, query, 2_000, estimating, all);
      TopK truth = IvfFixture.results(exact, query, 2_000, estimating, all);
      float[] byRow = new float[2_000];
      for (int rank = 0; rank < truth.size(); rank++) {
        byRow[truth.row(rank)] = truth.score(rank);
      }
      for (int rank = 0; rank < estimates.size(); rank++) {
        double score = byRow[estimates.row(rank)];
        double error = estimates.score(rank) - score;
        sum += error;
        squares += error * error;
        scores += score;
        squaredScores += score * score;
        count++;
      }
    }
    double spread = Math.sqrt(squaredScores / count - Math.pow(scores / count, 2));
    assertThat(count).isEqualTo(2_000 * fixture.queries.length);
    assertThat(Math.sqrt(squares / count)).as("%s, %s", codec, metric).isLessThan(0.25 * spread);
    assertThat(Math.abs(sum / count)).as("%s, %s", codec, metric).isLessThan(0.03 * spread);
  }

  @ParameterizedTest
  @EnumSource
  void allKernelsGiveTheSameAnswers(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(3_000, 80, Metric.EUCLID);
    IvfLists lists = fixture.build(params(codec));
    RowFilter all = RowFilter.all(3_000);
    for (String name : Kernels.names()) {
      IvfIndex index = index(fixture, lists, name);
      IvfIndex scalar = index(fixture, lists, "scalar");
      for (float[] query : fixture.queries) {
        assertThat(search(index, query, 10, probing(8), all))
            .as("%s by %s", codec, name)
            .containsExactly(search(scalar, query, 10, probing(8), all));
      }
    }
  }

  private static IvfIndex index(IvfFixture fixture, IvfLists lists, String kernels) {
    return new IvfIndex(
        new VectorScorer(fixture.rows, fixture.metric, Kernels.choose(kernels)), lists);
  }

  /** A walk among centroids finds about the lists that scoring all of them finds. */
  @ParameterizedTest
  @EnumSource
  void listsAreChosenByAGraph(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(ROWS, 32, Metric.EUCLID);
    IvfIndex plain = fixture.index(params(codec).withLists(400));
    IvfIndex walking = fixture.index(params(codec).withLists(400).withGraph());
    RowFilter all = RowFilter.all(ROWS);
    assertThat(walking.lists().graph()).isNotNull();
    assertThat(fixture.recall(walking, 10, probing(30), all))
        .isGreaterThan(fixture.recall(plain, 10, probing(30), all) - 0.02);
  }

  /** A walk for few lists finds centroids, none of which is taken for a row. */
  @ParameterizedTest
  @EnumSource
  void aWalkAmongCentroidsLeavesNothingBehind(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(ROWS, 32, Metric.EUCLID);
    IvfIndex index = fixture.index(params(codec).withLists(400).withGraph());
    FlatIndex exact = new FlatIndex(fixture.rows, Metric.EUCLID, KERNELS);
    BitSet half = new BitSet();
    half.set(ROWS / 2, ROWS);
    for (RowFilter filter : List.of(RowFilter.all(ROWS), RowFilter.of(half, ROWS))) {
      for (float[] query : fixture.queries) {
        TopK found = IvfFixture.results(index, query, 10, probing(4), filter);
        TopK truth = IvfFixture.results(exact, query, ROWS, probing(0), filter);
        assertThat(IntStream.range(0, found.size()).map(found::row))
            .hasSize(10)
            .doesNotHaveDuplicates();
        for (int rank = 0; rank < found.size(); rank++) {
          assertThat(filter.accepts(found.row(rank))).isTrue();
          assertThat(found.score(rank)).isEqualTo(scoreOf(truth, found.row(rank)));
        }
      }
    }
  }

  /** Lists are the same whether their rows are scored by codes or by vectors. */
  @ParameterizedTest
  @EnumSource
  void searchesByTheVectorsNeedNoTables(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(ROWS, 32, Metric.EUCLID);
    IvfIndex index = fixture.index(params(codec).withLists(200));
    RowFilter all = RowFilter.all(ROWS);
    SearchParams ignoring = new SearchParams(16, false, 14, new CodeUse(true, true, 0));
    assertThat(fixture.recall(index, 10, ignoring, all))
        .isGreaterThan(fixture.recall(index, 10, probing(14), all) - 0.02);
  }

  /**
   * Parts of any length, in a space that is rotated or not, trained for distances or directions.
   */
  @ParameterizedTest
  @CsvSource({
    "PQ4, 25, true, false, EUCLID",
    "PQ4, 17, true, true, COSINE",
    "PQ4, 50, false, true, DOT",
    "PQ4, 49, false, false, EUCLID",
    "PQ8, 7, true, false, EUCLID",
    "PQ8, 13, false, true, COSINE",
  })
  void productCodesOfEveryKind(
      IvfCodec codec, int parts, boolean optimized, boolean anisotropic, Metric metric) {
    IvfFixture fixture = new IvfFixture(ROWS, 50, metric);
    IvfParams.ProductParams product = new IvfParams.ProductParams(parts, optimized, anisotropic);
    IvfLists lists = fixture.build(params(codec).withProduct(product));
    IvfLists opened = IvfLists.open(lists.bytes(), fixture.rows, metric);
    assertThat(opened.header().parts()).isEqualTo(parts);
    assertThat(fixture.recall(fixture.index(opened), 10, probing(24), RowFilter.all(ROWS)))
        .as("seed %d", SEED)
        .isGreaterThan(0.95);
    assertThat(fixture.build(params(codec).withProduct(product), RowFilter.all(ROWS), 1).bytes())
        .matches(bytes -> bytes.mismatch(lists.bytes()) == -1);
  }

  @ParameterizedTest
  @EnumSource
  void manyResultsAreNoSpecialCase(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(20_000, 32, Metric.EUCLID);
    IvfIndex index = fixture.index(params(codec));
    RowFilter all = RowFilter.all(20_000);
    for (int k : new int[] {100, 1_000}) {
      assertThat(search(index, fixture.queries[0], k, probing(0), all)).hasSize(k);
      assertThat(fixture.recall(index, k, probing(0), all))
          .as("%s, k %d, seed %d", codec, k, SEED)
          .isGreaterThan(0.95);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 4", "2, 4", "3, 1", "40, 100", "40, 3", "33, 1"})
  void askingForMoreThanThereIsGivesAll(int count, int wantedLists) {
    IvfFixture fixture = new IvfFixture(count, 4, Metric.EUCLID);
    for (IvfCodec codec : IvfCodec.values()) {
      IvfIndex index = fixture.index(params(codec).withLists(wantedLists));
      assertThat(index.lists().count()).isLessThanOrEqualTo(Math.min(count, wantedLists));
      assertThat(search(index, new float[4], 100, probing(1), RowFilter.all(count)))
          .containsExactlyInAnyOrder(IntStream.range(0, count).toArray());
    }
  }

  @ParameterizedTest
  @EnumSource
  void copiesOfOneVectorAreFound(IvfCodec codec) {
    float[][] vectors = new float[300][];
    Arrays.fill(vectors, TestRows.uniform(new SplittableRandom(SEED), 16));
    IvfFixture fixture = new IvfFixture(TestRows.of(vectors), vectors, Metric.EUCLID);
    IvfIndex index = fixture.index(params(codec));
    assertThat(search(index, vectors[0], 50, probing(1), RowFilter.all(300))).hasSize(50);
  }

  @ParameterizedTest
  @EnumSource
  void rowsWithoutAVectorAreNotFound(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(3_000, 32, Metric.EUCLID);
    BitSet present = new BitSet();
    present.set(500, 1_500);
    RowFilter filter = TestRows.filter(present);
    IvfLists lists = fixture.build(params(codec), filter, 2);
    IvfIndex index = fixture.index(lists);
    assertThat(lists.entries()).isEqualTo(1_000);
    assertThat(fixture.recall(index, 10, probing(24), filter)).isGreaterThan(0.95);
    for (RowFilter asked : new RowFilter[] {RowFilter.all(3_000), filter}) {
      for (boolean exact : new boolean[] {false, true}) {
        SearchParams asking = new SearchParams(16, exact);
        assertThat(search(index, fixture.queries[0], 2_000, asking, asked)).hasSize(1_000);
      }
    }
    IvfLists none = fixture.build(params(codec), TestRows.filter(new BitSet()), 1);
    IvfIndex empty = fixture.index(none);
    assertThat(search(empty, fixture.queries[0], 10, probing(0), RowFilter.all(3_000))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PQ8", "PQ4", "RABITQ"})
  void sumsOfAbsoluteDifferencesCannotBeEstimated(IvfCodec codec) {
    IvfFixture fixture = new IvfFixture(100, 16, Metric.MANHATTAN);
    assertThatThrownBy(() -> fixture.build(params(codec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MANHATTAN")
        .hasMessageContaining(codec.name());
  }

  static IvfParams params(IvfCodec codec) {
    return IvfParams.of(codec, SEED).withLists(64);
  }
}
