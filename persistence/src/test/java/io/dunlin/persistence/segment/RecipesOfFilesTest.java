package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files say what their indexes were built by, and graphs go on only from those built alike. */
class RecipesOfFilesTest {
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final int ROWS = 200;
  private static final VectorSpec SPEC =
      new VectorSpec(4, Metric.EUCLID, HnswSettings.NONE, Optional.empty());
  private static final IndexRecipe FORTY = recipe(40, Optional.empty());
  private static final IndexRecipe FIFTY = recipe(50, Optional.empty());
  private static final IndexRecipe BYTES =
      recipe(40, Optional.of(new QuantizationSettings.Scalar(Optional.empty(), Optional.empty())));

  @TempDir Path directory;

  @Test
  void aFileSaysWhatItWasToldToSay() throws IOException {
    GrowingSegment rows = rows();
    SealedSegment said = open(build(rows, Map.of("", BYTES), Map.of()));
    assertThat(said.recipe("")).contains(BYTES);
    assertThat(said.recipe("other")).isEmpty();
    SealedSegment silent = open(build(rows, Map.of(), Map.of()));
    assertThat(silent.recipe("")).isEmpty();
    assertThat(silent.file()).isNotEqualTo(said.file());
    said.release();
    silent.release();
    rows.release();
  }

  @Test
  void aGraphGoesOnFromOneThatWasBuiltAlikeOnly() throws IOException {
    GrowingSegment rows = rows();
    SealedSegment said = open(build(rows, Map.of("", FORTY), Map.of()));
    assertThat(build(said, Map.of("", FORTY), Map.of()).inserted()).isZero();
    assertThat(build(said, Map.of("", BYTES), Map.of()).inserted()).isZero();
    assertThat(build(said, Map.of("", FIFTY), Map.of()).inserted()).isEqualTo(ROWS);
    SealedSegment silent = open(build(rows, Map.of(), Map.of()));
    assertThat(build(silent, Map.of("", FIFTY), Map.of()).inserted()).isZero();
    assertThat(build(silent, Map.of("", FIFTY), Map.of("", FIFTY)).inserted()).isZero();
    assertThat(build(silent, Map.of("", FIFTY), Map.of("", FORTY)).inserted()).isEqualTo(ROWS);
    said.release();
    silent.release();
    rows.release();
  }

  private SegmentBuilder.Built build(
      Segment rows, Map<String, IndexRecipe> recipes, Map<String, IndexRecipe> unsaid)
      throws IOException {
    IndexPlan graph = new IndexPlan.Graph(new HnswParams(8, 40, 1), new RowCodes.None(), false);
    return SegmentBuilder.build(
        List.of(new SegmentSlice(rows, ROWS, Tombstones.NONE, PayloadOverlay.NONE)),
        new SegmentBuilder.Plan(Map.of("", graph), recipes, unsaid, 1),
        directory,
        KERNELS,
        _ -> {},
        () -> false);
  }

  private SealedSegment open(SegmentBuilder.Built built) throws IOException {
    return SealedSegment.open(directory.resolve(built.fileName()), KERNELS);
  }

  private static GrowingSegment rows() {
    GrowingSegment rows = new GrowingSegment(Map.of("", SPEC), KERNELS);
    Random random = new Random(5);
    for (int id = 0; id < ROWS; id++) {
      float[] vector = new float[4];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      rows.append(PointId.of(id), Map.of("", VectorValue.of(vector)), Payload.EMPTY, id + 1);
    }
    return rows;
  }

  private static IndexRecipe recipe(int efConstruct, Optional<QuantizationSettings> codes) {
    HnswSettings graph =
        new HnswSettings(
            Optional.of(8),
            Optional.of(efConstruct),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Optional.ofNullable(
            new CollectionConfig(
                    new TreeMap<>(Map.of("", SPEC.indexedBy(graph, codes, Optional.empty()))),
                    1,
                    1,
                    1,
                    true,
                    HnswSettings.NONE,
                    OptimizerSettings.NONE,
                    Payload.EMPTY)
                .recipes()
                .get(""))
        .orElseThrow();
  }
}
