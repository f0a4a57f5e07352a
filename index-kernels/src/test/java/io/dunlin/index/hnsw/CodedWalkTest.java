package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.RabitqCodes;
import io.dunlin.index.score.BytePairScorer;
import io.dunlin.index.score.ByteScorer;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.score.RabitqScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that are walked, and built, by codes of the rows. */
class CodedWalkTest {
  private static final long SEED = 20_261_207;
  private static final int ROWS = 5_000;

  /** Eight bits are bytes, fewer are RaBitQ's. */
  @ParameterizedTest
  @CsvSource({
    "8, EUCLID, 64, 0.98", "8, COSINE, 100, 0.98", "8, DOT, 48, 0.97", "8, MANHATTAN, 64, 0.97",
    "4, EUCLID, 128, 0.97", "4, COSINE, 100, 0.97", "2, EUCLID, 128, 0.95", "1, EUCLID, 256, 0.9"
  })
  void aWalkByCodesFindsTheBest(int bits, Metric metric, int dimension, double recall) {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, dimension, metric);
    HnswGraph graph = fixture.build(2);
    HnswIndex index = new HnswIndex(fixture.scorer(), graph, scorer(fixture, bits), null);
    assertThat(fixture.recall(index, 128, RowFilter.all(ROWS)))
        .as("seed %d", SEED)
        .isGreaterThan(recall);
    BitSet third = new BitSet();
    for (int row = 0; row < ROWS; row += 3) {
      third.set(row);
    }
    assertThat(fixture.recall(index, 128, TestRows.filter(third))).isGreaterThan(recall);
  }

  @ParameterizedTest
  @CsvSource({"EUCLID, 64", "COSINE, 100", "MANHATTAN, 48"})
  void aGraphBuiltByBytesIsAsGood(Metric metric, int dimension) {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, dimension, metric);
    ByteCodes codes = ByteCodes.encode(fixture.rows, Arena.ofAuto());
    HnswGraph byCodes =
        HnswGraph.build(
            new BytePairScorer(codes, metric, HnswFixture.KERNELS),
            HnswFixture.PARAMS,
            RowFilter.all(ROWS),
            2,
            Arena.ofAuto(),
            _ -> {},
            () -> false);
    RowFilter all = RowFilter.all(ROWS);
    assertThat(fixture.recall(fixture.index(byCodes), 64, all))
        .as("seed %d", SEED)
        .isGreaterThan(fixture.recall(fixture.index(fixture.build(2)), 64, all) - 0.02);
  }

  @Test
  void aSearchChoosesHowCodesAreUsed() {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, 128, Metric.EUCLID);
    HnswGraph graph = fixture.build(2);
    HnswIndex exact = fixture.index(graph);
    HnswIndex coded = new HnswIndex(fixture.scorer(), graph, scorer(fixture, 1), null);
    float[] query = fixture.queries[0];
    TopK ignored = search(coded, query, new CodeUse(true, true, 0));
    TopK truth = search(exact, query, CodeUse.DEFAULT);
    TopK rescored = search(coded, query, new CodeUse(false, true, 10));
    TopK estimated = search(coded, query, new CodeUse(false, false, 0));
    for (int rank = 0; rank < 10; rank++) {
      assertThat(ignored.row(rank)).isEqualTo(truth.row(rank));
      assertThat(ignored.score(rank)).isEqualTo(truth.score(rank));
      assertThat((double) rescored.score(rank))
          .isEqualTo(exactScore(fixture, query, rescored.row(rank)));
    }
    assertThat((double) estimated.score(0))
        .isNotEqualTo(exactScore(fixture, query, estimated.row(0)));
  }

  @Test
  void aWalkCountsTheRowsItScoresAndThoseItScoresAgain() {
    HnswFixture fixture = new HnswFixture(SEED, ROWS, 128, Metric.EUCLID);
    HnswIndex index = new HnswIndex(fixture.scorer(), fixture.build(2), scorer(fixture, 1), null);
    long estimated = scored(index, fixture.queries[0], new CodeUse(false, false, 0));
    assertThat(estimated).isBetween(100L, ROWS - 1L);
    assertThat(scored(index, fixture.queries[0], new CodeUse(false, true, 3)))
        .isEqualTo(estimated + 30);
  }

  private static long scored(HnswIndex index, float[] query, CodeUse use) {
    TopK out = new TopK();
    out.reset(10);
    SearchScratch scratch = new SearchScratch();
    SearchParams params = new SearchParams(100, false, 0, use);
    index.search(query, params, RowFilter.all(ROWS), scratch, out);
    return scratch.scored();
  }

  private static double exactScore(HnswFixture fixture, float[] query, int row) {
    float[] score = new float[1];
    HnswFixture.KERNELS.scoresOfRange(fixture.metric, query, fixture.rows, row, 1, score);
    return score[0];
  }

  private static TopK search(HnswIndex index, float[] query, CodeUse use) {
    TopK out = new TopK();
    out.reset(10);
    index.search(
        query, new SearchParams(100, false, 0, use), RowFilter.all(ROWS), new SearchScratch(), out);
    out.sort();
    return out;
  }

  private static QueryScorer scorer(HnswFixture fixture, int bits) {
    return scorer(fixture, HnswFixture.KERNELS, bits);
  }

  static QueryScorer scorer(HnswFixture fixture, Kernels kernels, int bits) {
    if (bits == 8) {
      ByteCodes codes = ByteCodes.encode(fixture.rows, Arena.ofAuto());
      return new ByteScorer(codes, fixture.metric, kernels);
    }
    RabitqCodes codes =
        RabitqCodes.encode(
            fixture.rows, fixture.metric, bits, SEED, 2, Arena.ofAuto(), () -> false);
    return new RabitqScorer(codes, fixture.metric, kernels);
  }
}
