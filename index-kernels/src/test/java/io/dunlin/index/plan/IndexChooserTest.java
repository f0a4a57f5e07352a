package io.dunlin.index.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.hnsw.HnswParams;
import org.junit.jupiter.api.Test;

class IndexChooserTest {
  private static final HnswParams PARAMS = new HnswParams(16, 100, 1);
  private static final long GB = 1L << 30;

  @Test
  void fewRowsAreScanned() {
    IndexChooser.Choice choice = IndexChooser.choose(10_000, 128, Metric.EUCLID, GB, PARAMS);
    assertThat(choice.plan()).isEqualTo(new IndexPlan.Flat());
    assertThat(choice.reason()).contains("10,000 rows");
  }

  @Test
  void theFastestThatFitsIsTaken() {
    assertThat(plan(1_000_000, 128, Metric.EUCLID, 2 * GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), true));
    assertThat(plan(1_000_000, 128, Metric.EUCLID, GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), false));
    assertThat(plan(1_000_000, 768, Metric.COSINE, GB / 2))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Rabitq(4), false));
  }

  @Test
  void codesThatSayNothingOfADistanceAreNotTaken() {
    assertThat(plan(1_000_000, 128, Metric.MANHATTAN, 100 * GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), false));
    assertThat(plan(1_000_000, 128, Metric.MANHATTAN, 0))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), false));
  }

  @Test
  void bitsAreNotCoded() {
    assertThat(plan(1_000_000, 1024, Metric.HAMMING, 100 * GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.None(), false));
  }

  @Test
  void theReasonTellsTheSizes() {
    assertThat(IndexChooser.choose(1_000_000, 128, Metric.EUCLID, GB, PARAMS).reason())
        .contains("264 bytes a row", "1,024 MB", "1,000,000 rows");
  }

  private static IndexPlan plan(long rows, int dimension, Metric metric, long memory) {
    return IndexChooser.choose(rows, dimension, metric, memory, PARAMS).plan();
  }
}
