package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The catalog's state against a plain map, under random events, some about collections that are
 * gone.
 */
class CatalogStateProperties {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalsThePlainMap(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<String, CollectionInfo> model = new TreeMap<>();
    Map<String, String> aliases = new TreeMap<>();
    Set<ShardId> dropped = new HashSet<>();
    List<CollectionInfo> ever = new ArrayList<>();
    CatalogState state = CatalogState.EMPTY;
    for (int step = 1; step <= 500; step++) {
      String name = "c" + random.nextInt(8);
      CatalogState before = state;
      if (random.nextInt(4) == 0) {
        state = state.after(aliases(random, model, aliases));
      } else if (!model.containsKey(name)) {
        CollectionInfo made = made(name, 1 + random.nextInt(4));
        ever.add(made);
        model.put(name, made);
        state = state.after(new CatalogEvent.CollectionCreated(made));
      } else {
        CollectionInfo one = ever.get(random.nextInt(ever.size()));
        boolean lives = one.uuid().equals(uuidOf(model, one.name()));
        if (random.nextInt(5) == 0) {
          SortedSet<ShardId> some = new TreeSet<>(one.shards().subList(0, 1));
          state = state.after(new CatalogEvent.ShardsForgotten(some));
          dropped.removeAll(some);
        } else if (random.nextInt(3) == 0) {
          state = state.after(new CatalogEvent.CollectionDropped(one.uuid()));
          if (lives) {
            model.remove(one.name());
            aliases.values().removeIf(one.name()::equals);
            dropped.addAll(one.shards());
          }
        } else {
          CollectionConfig config =
              Collecting.metadata("step", step).applyTo(Collecting.config(one.shards().size()));
          state = state.after(new CatalogEvent.CollectionUpdated(one.uuid(), config));
          if (lives) {
            model.put(one.name(), new CollectionInfo(one.name(), one.uuid(), config, one.shards()));
          }
        }
      }
      assertThat(state.version()).isEqualTo(step);
      assertThat(state.byName()).isEqualTo(model);
      assertThat(state.dropped()).isEqualTo(dropped);
      assertThat(state.aliases()).isEqualTo(aliases);
      for (Map.Entry<String, String> alias : aliases.entrySet()) {
        assertThat(state.find(alias.getKey())).contains(model.get(alias.getValue()));
      }
      assertThat(before.version()).isEqualTo(step - 1);
      for (CollectionInfo collection : model.values()) {
        assertThat(state.find(collection.name())).contains(collection);
        assertThat(state.dropped()).doesNotContainAnyElementsOf(collection.shards());
      }
    }
  }

  /** Some aliases point elsewhere and some are gone; done to the model too. */
  private static CatalogEvent aliases(
      Random random, Map<String, CollectionInfo> model, Map<String, String> aliases) {
    SortedMap<String, String> pointed = new TreeMap<>();
    SortedSet<String> removed = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      String alias = "a" + random.nextInt(6);
      if (model.isEmpty() || random.nextBoolean()) {
        removed.add(alias);
        aliases.remove(alias);
      }
    }
    for (int i = random.nextInt(3); i > 0 && !model.isEmpty(); i--) {
      String alias = "a" + random.nextInt(6);
      List<String> names = List.copyOf(model.keySet());
      String name = names.get(random.nextInt(names.size()));
      pointed.put(alias, name);
      aliases.put(alias, name);
    }
    return new CatalogEvent.AliasesChanged(pointed, removed);
  }

  private static UUID uuidOf(Map<String, CollectionInfo> model, String name) {
    CollectionInfo found = model.get(name);
    return found == null ? new UUID(0, 0) : found.uuid();
  }

  private static CollectionInfo made(String name, int shards) {
    return new CollectionInfo(
        name,
        UUID.randomUUID(),
        Collecting.config(shards),
        Stream.generate(() -> new ShardId(UUID.randomUUID())).limit(shards).toList());
  }
}
