package io.dunlin.actors.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IndexPlansTest {
  private static final int SIZE = 768;
  private static final long POINTS = 1_000_000;
  private static final long MEMORY = 100L << 30;

  @Test
  void aTieredIndexHasAGraphOfHotSegmentsOnly() {
    assertThat(plan(IndexSettings.Type.TIERED, Optional.empty(), 16, 100_000))
        .isInstanceOf(IndexPlan.Graph.class);
    assertThat(codec(plan(IndexSettings.Type.TIERED, Optional.empty(), 16, 100_001)))
        .isEqualTo(IvfCodec.RABITQ);
  }

  @Test
  void severalIndexesAreBuiltWhereTheyAreAskedFor() {
    assertThat(plan(IndexSettings.Type.FUSED, Optional.empty(), 16, POINTS))
        .isInstanceOf(IndexPlan.Fused.class);
    assertThat(plan(IndexSettings.Type.PARTITIONED, Optional.empty(), 16, POINTS))
        .isInstanceOf(IndexPlan.Partitioned.class);
  }

  @Test
  void anMOfZeroAsksForNoGraph() {
    assertThat(plans(IndexSettings.Type.HNSW, Optional.empty(), 0, POINTS)).isEmpty();
    assertThat(codec(plan(IndexSettings.Type.FUSED, Optional.empty(), 0, POINTS)))
        .isEqualTo(IvfCodec.RABITQ);
    assertThat(codec(plan(IndexSettings.Type.TIERED, Optional.empty(), 0, 10)))
        .isEqualTo(IvfCodec.RABITQ);
    assertThat(codec(plan(IndexSettings.Type.PARTITIONED, Optional.empty(), 0, POINTS)))
        .isEqualTo(IvfCodec.FLAT);
  }

  @Test
  void whatIsReducedIsChosenByWhatIsLeft() {
    assertThat(codec(plan(IndexSettings.Type.AUTO, Optional.empty(), 16, POINTS)))
        .isEqualTo(IvfCodec.RABITQ);
    IndexPlan.Reduced reduced =
        (IndexPlan.Reduced) plan(IndexSettings.Type.AUTO, Optional.of(96), 16, POINTS);
    assertThat(reduced.components()).isEqualTo(96);
    assertThat(reduced.inner()).isInstanceOf(IndexPlan.Graph.class);
  }

  private static IvfCodec codec(IndexPlan plan) {
    return ((IndexPlan.Lists) plan).params().codec();
  }

  private static IndexPlan plan(IndexSettings.Type type, Optional<Integer> pca, int m, long rows) {
    return plans(type, pca, m, rows).values().iterator().next();
  }

  private static Map<String, IndexPlan> plans(
      IndexSettings.Type type, Optional<Integer> pca, int m, long rows) {
    IndexSettings index =
        new IndexSettings(
            type,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            pca,
            Optional.empty());
    HnswSettings hnsw =
        new HnswSettings(
            Optional.of(m),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    VectorSpec spec =
        new VectorSpec(
            SIZE,
            Metric.EUCLID,
            hnsw,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(index));
    CollectionConfig config =
        new CollectionConfig(
            new TreeMap<>(Map.of("", spec)),
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Payload.EMPTY);
    Map<String, IndexPlan> plans = new TreeMap<>();
    IndexPlans.of(POINTS, rows, config, MEMORY)
        .forEach((vector, choice) -> plans.put(vector, choice.plan()));
    return plans;
  }
}
