package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.AliasAction.Point;
import io.dunlin.actors.catalog.AliasAction.Remove;
import io.dunlin.actors.catalog.AliasAction.Rename;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasRulesTest {
  private CatalogState state = CatalogState.EMPTY;

  AliasRulesTest() {
    for (String name : List.of("birds-1", "birds-2", "owls")) {
      CollectionInfo made =
          new CollectionInfo(
              name,
              UUID.randomUUID(),
              Collecting.config(1),
              List.of(new ShardId(UUID.randomUUID())));
      state = state.after(new CatalogEvent.CollectionCreated(made));
    }
  }

  private OperatorRules.Decision decide(AliasAction... actions) {
    return AliasRules.change(state, List.of(actions));
  }

  private void change(AliasAction... actions) {
    assertThat(decide(actions)).isInstanceOf(OperatorRules.Change.class);
    state = state.after(((OperatorRules.Change) decide(actions)).event());
  }

  private String target(String name) {
    return state.find(name).orElseThrow().name();
  }

  private void refused(DunlinFailure failure, AliasAction... actions) {
    assertThat(decide(actions)).isEqualTo(new OperatorRules.Refused(failure));
  }

  @Test
  void aSwitchIsOneChange() {
    change(new Point("birds", "birds-1"));
    assertThat(target("birds")).isEqualTo("birds-1");
    long version = state.version();
    change(new Remove("birds"), new Point("birds", "birds-2"), new Rename("birds", "flock"));
    assertThat(state.version()).isEqualTo(version + 1);
    assertThat(state.aliases()).containsExactly(Map.entry("flock", "birds-2"));
    assertThat(state.find("birds")).isEmpty();
  }

  @Test
  void oneActionThatCannotBeDoneKeepsTheOthersFromBeingDone() {
    refused(
        new DunlinFailure.NotFound("Collection `ducks` doesn't exist!"),
        new Point("birds", "birds-1"),
        new Point("birds", "ducks"));
    refused(
        new DunlinFailure.AlreadyExists("Collection `owls` already exists!"),
        new Point("owls", "birds-1"));
    refused(
        new DunlinFailure.NotFound("Alias birds does not exists!"), new Rename("birds", "flock"));
    change(new Point("birds", "birds-1"));
    refused(
        new DunlinFailure.AlreadyExists("Collection `owls` already exists!"),
        new Rename("birds", "owls"));
    refused(
        new DunlinFailure.NotFound("Collection `birds` doesn't exist!"),
        new Point("flock", "birds"));
  }

  @Test
  void whatIsSoAlreadyIsNoChange() {
    change(new Point("birds", "birds-1"));
    assertThat(decide()).isEqualTo(new OperatorRules.AsAsked());
    assertThat(decide(new Point("birds", "birds-1"), new Remove("flock")))
        .isEqualTo(new OperatorRules.AsAsked());
    assertThat(decide(new Remove("birds"), new Point("birds", "birds-1")))
        .isEqualTo(new OperatorRules.AsAsked());
  }

  @Test
  void noCollectionIsCalledAsAnAliasIs() {
    change(new Point("birds", "birds-1"));
    assertThat(AliasRules.problemOfCollection(state, "birds").orElseThrow())
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(AliasRules.problemOfCollection(state, "owls").orElseThrow())
        .isInstanceOf(DunlinFailure.AlreadyExists.class);
    assertThat(AliasRules.problemOfCollection(state, "flock")).isEmpty();
  }

  /** Against a plain map to which each action is done, and which is kept only if all could be. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void equalsThePlainMap(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] names = {"a", "b", "c", "owls", "birds-1", "ducks"};
    Map<String, String> model = new HashMap<>();
    for (int step = 0; step < 2_000; step++) {
      Map<String, String> next = new HashMap<>(model);
      boolean all = true;
      List<AliasAction> actions = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        String one = names[random.nextInt(names.length)];
        String other = names[random.nextInt(names.length)];
        switch (random.nextInt(3)) {
          case 0 -> {
            actions.add(new Point(one, other));
            all &= state.byName().containsKey(other) && !state.byName().containsKey(one);
            next.put(one, other);
          }
          case 1 -> {
            actions.add(new Remove(one));
            next.remove(one);
          }
          default -> {
            actions.add(new Rename(one, other));
            all &= next.containsKey(one) && !state.byName().containsKey(other);
            next.put(other, String.valueOf(next.remove(one)));
          }
        }
      }
      switch (AliasRules.change(state, actions)) {
        case OperatorRules.Change(CatalogEvent event) -> {
          assertThat(all).isTrue();
          state = state.after(event);
        }
        case OperatorRules.AsAsked _ -> assertThat(all).isTrue();
        case OperatorRules.Refused _ -> assertThat(all).isFalse();
      }
      model = all ? next : model;
      assertThat(state.aliases()).isEqualTo(model);
    }
  }
}
