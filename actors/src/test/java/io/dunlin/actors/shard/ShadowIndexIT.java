package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.copy.BuildReport;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.fixture.Await;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.segment.SealedSegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index settings are changed while a shard is written and searched. */
class ShadowIndexIT {
  private static final int POINTS = 600;

  @TempDir Path folder;

  @Test
  void anIndexByChangedSettingsTakesThePlaceOfTheOneBeforeAndBackAgain() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      CollectionConfig before = harness.collection.config();
      CollectionConfig after = graphs(before, 12, 80);
      assertThat(recipes(harness)).containsExactly(recipe(before));

      harness.builds.shut();
      CatalogCopies.change(harness.catalog, harness.collection, after);
      harness.tell(new OwnerMessage.Look());
      Await.until("the shadow waits to be built", () -> harness.builds.held() > 0);
      assertThat(oracle.answers()).hasSize(20);
      changePoints(oracle, 1);
      oracle.compare();
      assertThat(recipes(harness)).containsExactly(recipe(before));
      harness.builds.open();
      awaitRecipe(harness, recipe(after));
      oracle.compare();
      assertThat(harness.metrics.taken.get()).isPositive();
      assertThat(harness.metrics.refused).hasValue(0);
      BuildReport.Shadow shadow = shadow(harness);
      assertThat(shadow.refused()).isFalse();
      assertThat(shadow.recall().ofUsers()).isPositive();
      assertThat(shadow.recall().after()).isGreaterThan(0.9);

      int compared = harness.metrics.taken.get();
      CatalogCopies.change(
          harness.catalog,
          harness.collection,
          after.indexedAs(
              harness
                  .catalog
                  .state()
                  .indexChange(harness.collection.uuid())
                  .orElseThrow()
                  .former()
                  .orElseThrow()));
      changePoints(oracle, 2);
      harness.tell(new OwnerMessage.Look());
      awaitRecipe(harness, recipe(before));
      oracle.compare();
      assertThat(harness.metrics.taken).hasValue(compared);
      restart(harness);
      oracle.compare();
    }
  }

  @Test
  void anIndexThatFindsTooLittleIsRefusedOnceUntilItIsAccepted() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      CollectionConfig before = harness.collection.config();
      CollectionConfig poor = lists(before);
      CatalogCopies.change(harness.catalog, harness.collection, poor);
      harness.tell(new OwnerMessage.Look());
      Await.until("the shadow is refused", () -> harness.metrics.refused.get() == 1);
      assertThat(harness.optimize()).isTrue();
      harness.awaitGreen();
      assertThat(recipes(harness)).containsExactly(recipe(before));
      BuildReport.Shadow refused = shadow(harness);
      assertThat(refused.refused()).isTrue();
      assertThat(refused.recipe()).isEqualTo(recipe(poor));
      assertThat(refused.recall().after()).isLessThan(refused.recall().before() - 0.05);

      // What is written meanwhile is merged with what is there, and neither build is tried again.
      changePoints(oracle, 1);
      assertThat(harness.optimize()).isTrue();
      harness.awaitGreen();
      assertThat(recipes(harness)).containsExactly(recipe(before));
      assertThat(harness.metrics.refused).hasValue(1);
      assertThat(harness.files(".seg").size()).isLessThanOrEqualTo(4);
      oracle.compare();

      CatalogCopies.acceptIndexes(harness.catalog, harness.collection);
      harness.tell(new OwnerMessage.Look());
      awaitRecipe(harness, recipe(poor));
      assertThat(harness.metrics.refused).hasValue(1);
      oracle.compare();
    }
  }

  @Test
  void whoOwnsTheShardNextBuildsWhatWasBegun() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      CollectionConfig after = graphs(harness.collection.config(), 4, 100);
      harness.builds.shut();
      CatalogCopies.change(harness.catalog, harness.collection, after);
      harness.tell(new OwnerMessage.Look());
      Await.until("the shadow waits to be built", () -> harness.builds.held() > 0);
      changePoints(oracle, 1);
      harness.stop();
      harness.builds.open();
      harness.start();
      harness.awaitOpen();
      oracle.compare();
      harness.tell(new OwnerMessage.Look());
      awaitRecipe(harness, recipe(after));
      oracle.compare();
    }
  }

  // ---- steps ----

  private static ShardOracle filled(ShardHarness harness) throws InterruptedException {
    harness.awaitOpen();
    ShardOracle oracle = new ShardOracle(harness);
    for (int i = 0; i < POINTS; i += 100) {
      oracle.write(ShardHarness.upsert(i, i + 100, 0));
    }
    assertThat(harness.optimize()).isTrue();
    harness.awaitGreen();
    return oracle;
  }

  /** Some are gone, some others, some new. */
  private static void changePoints(ShardOracle oracle, int round) {
    oracle.write(new PointOperation.Delete(ShardHarness.ids(100L * round, 100L * round + 20)));
    oracle.write(ShardHarness.upsert(300, 320, round));
    oracle.write(ShardHarness.upsert(POINTS + 20L * round, POINTS + 20L * round + 10, round));
  }

  private static void restart(ShardHarness harness) throws InterruptedException {
    harness.stop();
    harness.start();
    harness.awaitOpen();
  }

  // ---- what segments were built by ----

  private static void awaitRecipe(ShardHarness harness, IndexRecipe recipe)
      throws InterruptedException {
    Await.until("all is built so", () -> recipes(harness).equals(Set.of(recipe)));
    harness.awaitGreen();
  }

  private static Set<IndexRecipe> recipes(ShardHarness harness) {
    ShardView view = harness.copy().acquire();
    try {
      Set<IndexRecipe> recipes = new HashSet<>();
      for (Part part : view.parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed) {
          recipes.add(sealed.recipe("").orElseThrow());
        }
      }
      return recipes;
    } finally {
      view.release();
    }
  }

  private static BuildReport.Shadow shadow(ShardHarness harness) {
    return Objects.requireNonNull(harness.copy().builds().shadows().get(""));
  }

  private static IndexRecipe recipe(CollectionConfig config) {
    return Optional.ofNullable(config.recipes().get("")).orElseThrow();
  }

  private static CollectionConfig graphs(CollectionConfig config, int m, int efConstruct) {
    VectorSpec spec = Optional.ofNullable(config.vectors().get("")).orElseThrow();
    HnswSettings graph =
        new HnswSettings(
            Optional.of(m),
            Optional.of(efConstruct),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return with(config, spec.indexedBy(graph, Optional.empty(), Optional.empty()));
  }

  /** One list of fifty is read: much is missed. */
  private static CollectionConfig lists(CollectionConfig config) {
    VectorSpec spec = Optional.ofNullable(config.vectors().get("")).orElseThrow();
    IndexSettings settings =
        new IndexSettings(
            IndexSettings.Type.IVF_FLAT,
            Optional.of(50),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return with(config, spec.indexedBy(HnswSettings.NONE, Optional.empty(), Optional.of(settings)));
  }

  private static CollectionConfig with(CollectionConfig config, VectorSpec spec) {
    return new CollectionConfig(
        new TreeMap<>(Map.of("", spec)),
        1,
        1,
        1,
        true,
        config.hnsw(),
        config.optimizers(),
        config.metadata());
  }
}
