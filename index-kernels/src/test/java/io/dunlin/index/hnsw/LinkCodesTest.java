package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.score.ByteScorer;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks by estimated scores find what walks by exact ones find, and their answers are exact. */
class LinkCodesTest {
  private static final int ROWS = 6_000;
  private static final long SEED = 5;

  @ParameterizedTest
  @CsvSource({"EUCLID, 64", "EUCLID, 100", "COSINE, 128", "DOT, 48"})
  void findsAboutWhatTheGraphFinds(Metric metric, int dimension) {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, dimension, metric);
    HnswGraph graph = fixture.build(2);
    HnswIndex coded = coded(fixture, graph, HnswFixture.KERNELS);
    RowFilter all = RowFilter.all(ROWS);
    double byRows = fixture.recall(fixture.index(graph), 64, all);
    double byCodes = fixture.recall(coded, 64, all);
    assertThat(byCodes).isGreaterThan(byRows - 0.02).isGreaterThan(0.97);
    assertThat(fixture.recall(coded, 16, all)).isGreaterThan(0.9);
  }

  /** The vectors are read for the best only, and the scores that leave are theirs. */
  @ParameterizedTest
  @CsvSource({"EUCLID, 64", "EUCLID, 100", "COSINE, 128", "DOT, 48"})
  void rowsInBytesFindAsMuch(Metric metric, int dimension) {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, dimension, metric);
    HnswGraph graph = fixture.build(2);
    HnswIndex byVectors = coded(fixture, graph, HnswFixture.KERNELS);
    HnswIndex byBytes = inBytes(fixture, graph, HnswFixture.KERNELS);
    RowFilter all = RowFilter.all(ROWS);
    assertThat(fixture.recall(byBytes, 64, all))
        .isGreaterThan(fixture.recall(byVectors, 64, all) - 0.01);
    TopK out = new TopK();
    for (float[] query : fixture.queries) {
      out.reset(10);
      byBytes.search(query, new SearchParams(64, false), all, new SearchScratch(), out);
      out.sort();
      for (int rank = 0; rank < out.size(); rank++) {
        assertThat((double) out.score(rank)).isEqualTo(score(fixture, query, out.row(rank)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allKernelsGiveTheSameAnswers(boolean bytes) {
    HnswFixture fixture = new HnswFixture(SEED, 3_000, 80, Metric.EUCLID);
    HnswGraph graph = fixture.build(2);
    HnswIndex scalar = index(fixture, graph, Kernels.choose("scalar"), bytes);
    for (String name : Kernels.names()) {
      HnswIndex index = index(fixture, graph, Kernels.choose(name), bytes);
      for (float[] query : fixture.queries) {
        assertThat(HnswFixture.search(index, query, 10, 16, RowFilter.all(3_000)))
            .as(name)
            .containsExactly(HnswFixture.search(scalar, query, 10, 16, RowFilter.all(3_000)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.5, 0.1, 0.001})
  void whatTheFilterRefusesIsNeverReturned(double share) {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, 64, Metric.EUCLID);
    HnswIndex index = coded(fixture, fixture.build(2), HnswFixture.KERNELS);
    SplittableRandom random = new SplittableRandom(SEED);
    BitSet accepted = new BitSet();
    for (int row = 0; row < ROWS; row++) {
      accepted.set(row, random.nextDouble() < share);
    }
    RowFilter filter = TestRows.filter(accepted);
    assertThat(fixture.recall(index, 64, filter)).isGreaterThan(0.97);
    int k = Math.min(50, accepted.cardinality());
    for (float[] query : fixture.queries) {
      int[] found = HnswFixture.search(index, query, k, 16, filter);
      assertThat(found).hasSize(k).doesNotHaveDuplicates();
      assertThat(IntStream.of(found).allMatch(accepted::get)).isTrue();
    }
  }

  /**
   * The estimator is without bias and its error shrinks with the dimension: RaBitQ, theorem 3.2.
   */
  @ParameterizedTest
  @CsvSource({"EUCLID, 64", "EUCLID, 512", "DOT, 512"})
  void estimatesAreNearTheScores(Metric metric, int dimension) {
    HnswFixture fixture = new HnswFixture(SEED, 1_000, dimension, metric);
    LinkCodes codes = codes(fixture, fixture.build(2));
    SearchScratch scratch = new SearchScratch();
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (float[] query : fixture.queries) {
      new LinkSearch(fixture.scorer(), codes, HnswFixture.KERNELS)
          .search(query, query, 1, 1, RowFilter.all(1_000), scratch);
      for (int block = 0; block < 20; block++) {
        double own = score(fixture, query, block);
        for (int slot = 0; slot < codes.blocks().slots(); slot++) {
          int target = codes.blocks().row(block, slot);
          if (target == LinkBlocks.NO_ROW) {
            break;
          }
          double error =
              estimate(fixture, codes, scratch, block, slot, (float) own)
                  - score(fixture, query, target);
          // What the estimate is of: the inner product of two differences.
          double scale =
              (metric == Metric.EUCLID ? 2 : 1)
                  * distance(fixture, query, block)
                  * distance(fixture, vector(fixture, target), block);
          sum += error / scale;
          squares += error * error / (scale * scale);
          count++;
        }
      }
    }
    assertThat(Math.abs(sum / count)).isLessThan(0.25 / Math.sqrt(dimension));
    assertThat(Math.sqrt(squares / count)).isLessThan(1.0 / Math.sqrt(dimension));
  }

  private static double estimate(
      HnswFixture fixture,
      LinkCodes codes,
      SearchScratch scratch,
      int block,
      int slot,
      float score) {
    Beam beam = scratch.beam();
    beam.reset(codes.blocks().slots());
    Kernels.choose("scalar")
        .offerLinks(codes.blocks(), block, scratch.tables(), score, fixture.rows, beam);
    int target = codes.blocks().row(block, slot);
    return beam.scoreOf(target);
  }

  private static float[] vector(HnswFixture fixture, int row) {
    float[] vector = new float[fixture.rows.dimension()];
    fixture.rows.read(row, vector);
    return vector;
  }

  private static double score(HnswFixture fixture, float[] query, int row) {
    float[] score = new float[1];
    HnswFixture.KERNELS.scoresOfRange(fixture.metric, query, fixture.rows, row, 1, score);
    return score[0];
  }

  private static double distance(HnswFixture fixture, float[] query, int row) {
    float[] score = new float[1];
    HnswFixture.KERNELS.scoresOfRange(Metric.EUCLID, query, fixture.rows, row, 1, score);
    return Math.sqrt(-score[0]);
  }

  @Test
  void manyCopiesOfOneVectorAreAllFound() {
    float[][] copies = new float[300][];
    Arrays.fill(copies, TestRows.uniform(new SplittableRandom(SEED), 32));
    VectorRows rows = TestRows.of(copies);
    HnswFixture fixture = new HnswFixture(rows, copies, Metric.EUCLID);
    HnswIndex index = coded(fixture, fixture.build(1), HnswFixture.KERNELS);
    assertThat(HnswFixture.search(index, copies[0], 100, 100, RowFilter.all(300))).hasSize(100);
  }

  @Test
  void bytesThatAreReadAgainAnswerTheSame() {
    HnswFixture fixture = new HnswFixture(SEED, 2_000, 48, Metric.COSINE);
    HnswGraph graph = fixture.build(2);
    LinkCodes written = codes(fixture, graph);
    LinkCodes read = LinkCodes.open(written.bytes(), fixture.rows);
    HnswIndex one = index(fixture, graph, written);
    HnswIndex other = index(fixture, graph, read);
    for (float[] query : fixture.queries) {
      assertThat(HnswFixture.search(other, query, 10, 32, RowFilter.all(2_000)))
          .containsExactly(HnswFixture.search(one, query, 10, 32, RowFilter.all(2_000)));
    }
  }

  @Test
  void bytesOfAnotherShapeAreRefused() {
    HnswFixture fixture = new HnswFixture(SEED, 200, 32, Metric.EUCLID);
    MemorySegment bytes = codes(fixture, fixture.build(1)).bytes();
    assertThatThrownBy(() -> LinkCodes.open(bytes.asSlice(0, 10), fixture.rows))
        .hasMessageContaining("header");
    assertThatThrownBy(() -> LinkCodes.open(bytes.asSlice(0, bytes.byteSize() - 1), fixture.rows))
        .hasMessageContaining("length");
    assertThatThrownBy(() -> LinkCodes.open(bytes, TestRows.of(new float[199][32])))
        .hasMessageContaining("another size");
    assertThatThrownBy(() -> LinkCodes.open(bytes, TestRows.of(new float[200][16])))
        .hasMessageContaining("dimension");
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 64 + 32 * 4, 200);
    assertThatThrownBy(() -> LinkCodes.open(bytes, fixture.rows)).hasMessageContaining("range");
    bytes.set(ValueLayout.JAVA_BYTE, 0, (byte) 'X');
    assertThatThrownBy(() -> LinkCodes.open(bytes, fixture.rows)).hasMessageContaining("magic");
  }

  @Test
  void manhattanIsRefused() {
    HnswFixture fixture = new HnswFixture(SEED, 100, 16, Metric.MANHATTAN);
    assertThatThrownBy(() -> codes(fixture, fixture.build(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MANHATTAN");
  }

  @Test
  void codingCanBeCancelled() {
    HnswFixture fixture = new HnswFixture(SEED, 1_000, 16, Metric.EUCLID);
    HnswGraph graph = fixture.build(1);
    assertThatThrownBy(
            () -> LinkCodes.build(graph, fixture.scorer(), SEED, 2, Arena.ofAuto(), () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void rowsWithoutAVectorAreNotFound() {
    HnswFixture fixture = new HnswFixture(SEED, 2_000, 32, Metric.EUCLID);
    BitSet present = new BitSet();
    present.set(500, 1_500);
    HnswGraph graph = HnswFixture.build(fixture.rows, Metric.EUCLID, TestRows.filter(present), 2);
    HnswIndex index = coded(fixture, graph, HnswFixture.KERNELS);
    assertThat(fixture.recall(index, 64, TestRows.filter(present))).isGreaterThan(0.97);
    HnswGraph empty =
        HnswFixture.build(fixture.rows, Metric.EUCLID, TestRows.filter(new BitSet()), 1);
    assertThat(
            HnswFixture.search(
                coded(fixture, empty, HnswFixture.KERNELS),
                fixture.queries[0],
                10,
                16,
                RowFilter.all(2_000)))
        .isEmpty();
  }

  static HnswIndex coded(HnswFixture fixture, HnswGraph graph, Kernels kernels) {
    return new HnswIndex(
        fixture.scorer(kernels), graph, fixture.scorer(kernels), codes(fixture, graph));
  }

  private static HnswIndex index(HnswFixture fixture, HnswGraph graph, LinkCodes codes) {
    return new HnswIndex(fixture.scorer(), graph, fixture.scorer(), codes);
  }

  private static HnswIndex index(
      HnswFixture fixture, HnswGraph graph, Kernels kernels, boolean bytes) {
    return bytes ? inBytes(fixture, graph, kernels) : coded(fixture, graph, kernels);
  }

  static HnswIndex inBytes(HnswFixture fixture, HnswGraph graph, Kernels kernels) {
    ByteCodes bytes = ByteCodes.encode(fixture.rows, Arena.ofAuto());
    ByteScorer scorer = new ByteScorer(bytes, fixture.metric, kernels);
    return new HnswIndex(fixture.scorer(kernels), graph, scorer, codes(fixture, graph));
  }

  static LinkCodes codes(HnswFixture fixture, HnswGraph graph) {
    return LinkCodes.build(graph, fixture.scorer(), SEED, 2, Arena.ofAuto(), () -> false);
  }
}
