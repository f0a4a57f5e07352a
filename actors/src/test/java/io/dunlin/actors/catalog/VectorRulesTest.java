package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol.ChangeVector;
import io.dunlin.actors.catalog.OperatorRules.AsAsked;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.index.Metric;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class VectorRulesTest {
  private static final VectorSpec SONG =
      new VectorSpec(4, Metric.COSINE, HnswSettings.NONE, Optional.empty());
  private static final SparseSpec IDF =
      new SparseSpec(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(SparseSpec.Modifier.IDF));

  private CatalogState state =
      CatalogState.EMPTY.after(
          new CatalogEvent.CollectionCreated(
              new CollectionInfo(
                  "birds",
                  new UUID(1, 2),
                  new CollectionConfig(
                          new TreeMap<>(Map.of("", SONG, "song", SONG)),
                          1,
                          1,
                          1,
                          true,
                          HnswSettings.NONE,
                          OptimizerSettings.NONE,
                          Payload.EMPTY)
                      .withSparse(new TreeMap<>(Map.of("words", IDF))),
                  List.of(new ShardId(new UUID(3, 4))))));

  private Decision decide(String collection, String vector, Optional<VectorKind> kind) {
    return VectorRules.change(
        state,
        new ChangeVector(
            collection,
            vector,
            kind,
            TestInbox.<org.apache.pekko.pattern.StatusReply<Boolean>>create().getRef()));
  }

  private Decision make(String vector, VectorKind kind) {
    return decide("birds", vector, Optional.of(kind));
  }

  private CollectionConfig done(Decision decision) {
    assertThat(decision).isInstanceOf(Change.class);
    state = state.after(((Change) decision).event());
    return state.find("birds").orElseThrow().config();
  }

  private static String refusal(Decision decision) {
    return ((DunlinFailure.WrongInput) ((Refused) decision).failure()).message();
  }

  @Test
  void aVectorIsMadeAndDroppedAndMadeAgainAsAnother() {
    VectorSpec large = new VectorSpec(9, Metric.DOT, HnswSettings.NONE, Optional.of(true));
    CollectionConfig made = done(make("new", large));
    assertThat(made.vectors()).containsEntry("new", large);
    assertThat(done(decide("birds", "new", Optional.empty())).kind("new")).isEmpty();
    CollectionConfig again = done(make("new", SparseSpec.NONE));
    assertThat(again.sparse()).containsEntry("new", SparseSpec.NONE);
    assertThat(again.keyOf("new")).isNotEqualTo(made.keyOf("new"));
  }

  @Test
  void whatIsAsAskedStaysAsItIs() {
    assertThat(decide("birds", "none", Optional.empty())).isInstanceOf(AsAsked.class);
    VectorSpec tuned = new VectorSpec(4, Metric.COSINE, HnswSettings.DEFAULTS, Optional.of(true));
    assertThat(make("song", tuned)).isInstanceOf(AsAsked.class);
    assertThat(make("words", IDF)).isInstanceOf(AsAsked.class);
  }

  @Test
  void anotherVectorOfTheNameIsRefusedInTheContractsWords() {
    assertThat(
            refusal(
                make(
                    "song", new VectorSpec(5, Metric.COSINE, HnswSettings.NONE, Optional.empty()))))
        .isEqualTo("Vector `song` already exists with a different configuration");
    assertThat(refusal(make("song", SparseSpec.NONE)))
        .isEqualTo("Vector `song` already exists as a dense vector");
    assertThat(refusal(make("words", SONG)))
        .isEqualTo("Vector `words` already exists as a sparse vector");
    assertThat(refusal(make("words", SparseSpec.NONE)))
        .isEqualTo("Sparse vector `words` already exists with a different configuration");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(refusal(make("", SONG))).startsWith("vector_name: must not be empty");
    assertThat(refusal(decide("birds", "", Optional.empty()))).startsWith("vector_name: must not");
    assertThat(
            refusal(make("x", new VectorSpec(0, Metric.DOT, HnswSettings.NONE, Optional.empty()))))
        .contains("vectors.x.size");
    assertThat(((Refused) decide("owls", "x", Optional.of(SONG))).failure())
        .isEqualTo(new DunlinFailure.NotFound("Collection `owls` doesn't exist!"));
    for (int i = 3; i < ChangeVector.MOST; i++) {
      done(make("v" + i, SparseSpec.NONE));
    }
    assertThat(refusal(make("x", SONG))).contains("1000 vectors, and can have no more");
  }
}
