package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.ComponentType;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Floors under the share of true neighbours found, on seeded tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HnswRecallTest {
  private static final int ROWS = 12_000;

  private final HnswFixture fixture = new HnswFixture(1, ROWS, 32, Metric.EUCLID);
  private final HnswGraph graph = fixture.build(1);
  private final RowFilter all = RowFilter.all(ROWS);

  @ParameterizedTest
  @CsvSource({"16, 0.90", "64, 0.98", "128, 0.99"})
  void aWiderSearchFindsMore(int ef, double floor) {
    assertThat(fixture.recall(fixture.index(graph), ef, all)).isGreaterThan(floor);
  }

  @ParameterizedTest
  @CsvSource({"DOT, 128", "COSINE, 32", "MANHATTAN, 32", "EUCLID, 128"})
  void everyMetricIsFoundIn(Metric metric, int dimension) {
    HnswFixture other = new HnswFixture(2, 6000, dimension, metric);
    double recall = other.recall(other.index(other.build(1)), 128, RowFilter.all(6000));
    assertThat(recall).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @CsvSource({"COSINE, FLOAT16", "EUCLID, FLOAT16", "EUCLID, UINT8", "MANHATTAN, UINT8"})
  void everyTypeIsFoundIn(Metric metric, ComponentType type) {
    HnswFixture other = new HnswFixture(2, 6000, 32, metric).as(type);
    double recall = other.recall(other.index(other.build(1)), 128, RowFilter.all(6000));
    assertThat(recall).isGreaterThan(0.95);
  }

  /** Whole distances tie often, so that rows as near as the tenth count as found. */
  @ParameterizedTest
  @EnumSource(names = {"HAMMING", "JACCARD"})
  void bitsAreFoundByTheirDistance(Metric metric) {
    HnswFixture bits = new HnswFixture(2, 6000, 256, metric).as(ComponentType.BIT);
    HnswIndex graph = bits.index(bits.build(1));
    assertThat(bits.recallOfScores(graph, 128)).isGreaterThan(0.95);
  }

  @Test
  void deletedRowsLeaveRecallAsItWas() {
    BitSet live = random(0.7);
    RowFilter filter = TestRows.filter(live);
    assertThat(fixture.recall(fixture.index(graph), 128, filter)).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.1, 0.05, 0.01, 0.001})
  void filtersOfEverySelectivityAreAnswered(double share) {
    RowFilter filter = TestRows.filter(random(share));
    assertThat(fixture.recall(fixture.index(graph), 64, filter)).isGreaterThan(0.97);
  }

  @Test
  void severalThreadsBuildAsWellAsOne() {
    double one = fixture.recall(fixture.index(graph), 32, all);
    double four = fixture.recall(fixture.index(fixture.build(4)), 32, all);
    assertThat(four).isGreaterThan(one - 0.01);
  }

  private static BitSet random(double share) {
    SplittableRandom random = new SplittableRandom(3);
    BitSet accepted = new BitSet();
    for (int row = 0; row < ROWS; row++) {
      accepted.set(row, random.nextDouble() < share);
    }
    return accepted;
  }
}
