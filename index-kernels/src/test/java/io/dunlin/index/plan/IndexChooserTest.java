package io.dunlin.index.plan;

import static io.dunlin.index.memory.ComponentType.BIT;
import static io.dunlin.index.memory.ComponentType.FLOAT16;
import static io.dunlin.index.memory.ComponentType.FLOAT32;
import static io.dunlin.index.memory.ComponentType.UINT8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.memory.ComponentType;
import org.junit.jupiter.api.Test;

class IndexChooserTest {
  private static final HnswParams PARAMS = new HnswParams(16, 100, 1);
  private static final long GB = 1L << 30;

  @Test
  void fewRowsAreScanned() {
    IndexChooser.Choice choice =
        IndexChooser.choose(10_000, 128, FLOAT32, Metric.EUCLID, GB, PARAMS);
    assertThat(choice.plan()).isEqualTo(new IndexPlan.Flat());
    assertThat(choice.reason()).contains("10,000 rows");
  }

  @Test
  void theFastestThatFitsIsTaken() {
    assertThat(plan(1_000_000, 128, Metric.EUCLID, 2 * GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), true));
    assertThat(plan(1_000_000, 128, Metric.EUCLID, GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), false));
    assertThat(plan(1_000_000, 768, Metric.COSINE, 3 * GB / 4))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.Rabitq(4), false));
    assertThat(plan(1_000_000, 768, Metric.COSINE, GB / 4))
        .isEqualTo(new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, PARAMS.seed())));
  }

  @Test
  void smallVectorsTakeLessMemory() {
    assertThat(plan(1_000_000, 384, FLOAT32, Metric.EUCLID, 4 * GB)).isEqualTo(bytesAndLinks());
    assertThat(plan(1_000_000, 384, FLOAT32, Metric.EUCLID, 3 * GB)).isNotEqualTo(bytesAndLinks());
    assertThat(plan(1_000_000, 384, FLOAT16, Metric.EUCLID, 3 * GB)).isEqualTo(bytesAndLinks());
    assertThat(plan(1_000_000, 384, UINT8, Metric.EUCLID, 3 * GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.None(), true));
    assertThat(plan(1_000_000, 384, UINT8, Metric.EUCLID, GB))
        .isEqualTo(new IndexPlan.Graph(PARAMS, new RowCodes.None(), false));
  }

  @Test
  void wideVectorsAreInListsWhereTheyFitIntoMemory() {
    IndexPlan lists = new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, PARAMS.seed()));
    assertThat(plan(1_000_000, 768, FLOAT32, Metric.COSINE, 3 * GB)).isEqualTo(lists);
    assertThat(plan(1_000_000, 768, FLOAT32, Metric.COSINE, 2 * GB)).isNotEqualTo(lists);
    assertThat(plan(1_000_000, 768, FLOAT16, Metric.COSINE, 2 * GB)).isEqualTo(lists);
    assertThat(plan(1_000_000, 768, FLOAT32, Metric.MANHATTAN, 100 * GB)).isNotEqualTo(lists);
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
    assertThat(IndexChooser.choose(1_000_000, 128, FLOAT32, Metric.EUCLID, GB, PARAMS).reason())
        .contains("264 bytes a row", "1,024 MB", "1,000,000 rows");
  }

  @Test
  void principalComponentsAreAdvisedWhereManyComponentsDoNotFit() {
    assertThat(reason(1536, GB)).contains("try pca");
    assertThat(reason(1536, 100 * GB)).doesNotContain("pca");
    assertThat(reason(768, GB / 2)).doesNotContain("pca");
  }

  private static String reason(int dimension, long memory) {
    return IndexChooser.choose(1_000_000, dimension, FLOAT32, Metric.COSINE, memory, PARAMS)
        .reason();
  }

  private static IndexPlan bytesAndLinks() {
    return new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), true);
  }

  private static IndexPlan plan(long rows, int dimension, Metric metric, long memory) {
    return plan(rows, dimension, metric.isBinary() ? BIT : FLOAT32, metric, memory);
  }

  private static IndexPlan plan(
      long rows, int dimension, ComponentType type, Metric metric, long memory) {
    return IndexChooser.choose(rows, dimension, type, metric, memory, PARAMS).plan();
  }
}
