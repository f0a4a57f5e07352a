package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.index.Metric;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the catalog remembers of index settings, and what is decided by it. */
class IndexChangeTest {
  private static final UUID BIRDS = new UUID(1, 2);

  private CatalogState state =
      CatalogState.EMPTY.after(
          new CatalogEvent.CollectionCreated(
              new CollectionInfo("birds", BIRDS, config(16), List.of(new ShardId(BIRDS)))));

  @Test
  void theSettingsBeforeTheLastChangeAreRememberedUntilTheyAreBack() {
    assertThat(change()).isEmpty();
    update(config(32));
    assertThat(m(former())).isEqualTo(16);
    update(config(64));
    assertThat(m(former())).isEqualTo(32);
    assertThat(accepted()).isFalse();
    rollBack();
    assertThat(m(config())).isEqualTo(32);
    assertThat(change().orElseThrow().former()).isEmpty();
    assertThat(accepted()).isTrue();
    assertThat(IndexRules.rollBack(state, "birds"))
        .isInstanceOfSatisfying(
            OperatorRules.Refused.class,
            refused -> assertThat(refused.failure()).isInstanceOf(DunlinFailure.BadRequest.class));
  }

  /** Other changes since the one that is taken back stay. */
  @Test
  void aRollbackTakesBackIndexSettingsOnly() {
    update(config(32));
    update(config().withVector("song", spec(HnswSettings.NONE)));
    update(Collecting.metadata("step", 1).applyTo(config()));
    assertThat(m(former())).isEqualTo(16);
    rollBack();
    assertThat(m(config())).isEqualTo(16);
    assertThat(config().vectors()).containsKey("song");
    assertThat(config().metadata().fields()).containsKey("step");
  }

  @Test
  void anAcceptedChangeCanStillBeTakenBackAndTheNextIsToBeComparedAgain() {
    assertThat(IndexRules.accept(state, "birds")).isInstanceOf(OperatorRules.Refused.class);
    update(config(32));
    apply(IndexRules.accept(state, "birds"));
    assertThat(accepted()).isTrue();
    assertThat(IndexRules.accept(state, "birds")).isInstanceOf(OperatorRules.AsAsked.class);
    update(config(64));
    assertThat(accepted()).isFalse();
    assertThat(m(former())).isEqualTo(32);
  }

  @Test
  void nothingIsRememberedOfWhatIsGone() {
    update(config(32));
    state = state.after(new CatalogEvent.CollectionDropped(BIRDS));
    assertThat(state.indexChanges()).isEmpty();
    assertThat(IndexRules.rollBack(state, "birds")).isInstanceOf(OperatorRules.Refused.class);
    assertThat(IndexRules.accept(state, "birds")).isInstanceOf(OperatorRules.Refused.class);
  }

  // ---- steps ----

  private void update(CollectionConfig config) {
    state = state.after(new CatalogEvent.CollectionUpdated(BIRDS, config));
  }

  private void rollBack() {
    apply(IndexRules.rollBack(state, "birds"));
  }

  private void apply(OperatorRules.Decision decision) {
    state = state.after(((OperatorRules.Change) decision).event());
  }

  // ---- what is known ----

  private Optional<IndexChange> change() {
    return state.indexChange(BIRDS);
  }

  private boolean accepted() {
    return change().orElseThrow().accepted();
  }

  private CollectionConfig former() {
    return change().orElseThrow().former().orElseThrow();
  }

  private CollectionConfig config() {
    return state.find("birds").orElseThrow().config();
  }

  private static int m(CollectionConfig config) {
    return config.hnsw().m().orElseThrow();
  }

  private static CollectionConfig config(int m) {
    HnswSettings graph =
        new HnswSettings(
            Optional.of(m),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new CollectionConfig(
        new TreeMap<>(Map.of("", spec(HnswSettings.NONE))),
        1,
        1,
        1,
        true,
        graph,
        OptimizerSettings.NONE,
        Payload.EMPTY);
  }

  private static VectorSpec spec(HnswSettings graph) {
    return new VectorSpec(4, Metric.DOT, graph, Optional.empty());
  }
}
