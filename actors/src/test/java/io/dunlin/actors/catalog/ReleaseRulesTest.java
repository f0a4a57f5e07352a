package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.index.Metric;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.NodeId;
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

/** Which collections are to be in memory, as the catalog remembers it. */
class ReleaseRulesTest {
  private static final UUID BIRDS = new UUID(1, 2);
  private static final UUID OWLS = new UUID(3, 4);

  private CatalogState state =
      CatalogState.EMPTY
          .after(new CatalogEvent.CollectionCreated(collection("birds", BIRDS)))
          .after(new CatalogEvent.CollectionCreated(collection("owls", OWLS)));

  @Test
  void shardsOfAReleasedCollectionAreReleasedUntilItIsNot() {
    assertThat(state.releasedShards()).isEmpty();
    change("birds", true);
    assertThat(state.releasedShards()).containsExactly(new ShardId(BIRDS));
    assertThat(ReleaseRules.change(state, "birds", true)).isEqualTo(new OperatorRules.AsAsked());
    change("birds", false);
    assertThat(state.releasedShards()).isEmpty();
    assertThat(ReleaseRules.change(state, "birds", false)).isEqualTo(new OperatorRules.AsAsked());
  }

  @Test
  void nothingIsRememberedOfWhatIsGone() {
    change("birds", true);
    change("owls", true);
    state = state.after(new CatalogEvent.CollectionDropped(BIRDS));
    assertThat(state.released()).containsExactly(OWLS);
    assertThat(ReleaseRules.change(state, "birds", true))
        .isEqualTo(
            new OperatorRules.Refused(
                new DunlinFailure.NotFound("Collection `birds` doesn't exist!")));
    String prepared = CollectionInfo.preparedName(new NodeId(OWLS), new UUID(5, 6));
    state = state.after(new CatalogEvent.CollectionCreated(collection(prepared, new UUID(5, 6))));
    state =
        state.after(new CatalogEvent.CollectionReplaced(new UUID(5, 6), "owls", Optional.empty()));
    assertThat(state.released()).as("another has the name").isEmpty();
    state = state.after(new CatalogEvent.ReleaseChanged(OWLS, true));
    assertThat(state.released()).as("a collection that is gone").isEmpty();
  }

  private void change(String name, boolean released) {
    OperatorRules.Decision decision = ReleaseRules.change(state, name, released);
    assertThat(decision).isInstanceOf(OperatorRules.Change.class);
    state = state.after(((OperatorRules.Change) decision).event());
  }

  private static CollectionInfo collection(String name, UUID uuid) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(4, Metric.DOT, HnswSettings.NONE, Optional.empty()));
    return new CollectionInfo(
        name,
        uuid,
        new CollectionConfig(
            vectors,
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            new Payload(Map.of())),
        List.of(new ShardId(uuid)));
  }
}
