package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of shards, counted one by one beside the limit. */
class ShardLimitTest {
  private static List<ShardId> shards(int count) {
    return Stream.generate(() -> new ShardId(UUID.randomUUID())).limit(count).toList();
  }

  private static CatalogEvent.CollectionCreated created(String name, int shards) {
    return new CatalogEvent.CollectionCreated(
        new CollectionInfo(name, UUID.randomUUID(), Collecting.config(shards), shards(shards)));
  }

  private static CollectionConfig withCopies(CollectionConfig config, int copies) {
    return new CollectionConfig(
            config.vectors(),
            config.shardNumber(),
            copies,
            1,
            true,
            config.hnsw(),
            config.optimizers(),
            config.metadata())
        .sharded(config.sharding());
  }

  /** One copy after another, as nodes would hold them. */
  private static int counted(CatalogState state, int nodes) {
    int copies = 0;
    for (CollectionInfo collection : state.byName().values()) {
      for (ShardId shard : collection.shards()) {
        copies += Math.min(collection.copiesOf(shard), nodes);
      }
    }
    return copies;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void refusesExactlyWhatAddsCopiesBeyondWhatTheNodesMayHold(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    CatalogState state = CatalogState.EMPTY;
    int refused = 0;
    for (int step = 0; step < 300; step++) {
      ShardLimit limit = new ShardLimit(20, 1 + random.nextInt(4));
      CatalogEvent event = event(random, state, step);
      CatalogState after = state.after(event);
      int more = counted(after, limit.nodes()) - counted(state, limit.nodes());
      boolean tooMany = more > 0 && counted(after, limit.nodes()) > 20 * limit.nodes();
      assertThat(limit.problem(state, event).isPresent()).as(event.toString()).isEqualTo(tooMany);
      refused += tooMany ? 1 : 0;
      state = tooMany ? state : after;
    }
    assertThat(refused).isBetween(5, 280);
  }

  private static CatalogEvent event(Random random, CatalogState state, int step) {
    List<CollectionInfo> there = new ArrayList<>(state.byName().values());
    CollectionInfo some = there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    if (some == null || random.nextInt(4) == 0) {
      CatalogEvent.CollectionCreated created = created("c" + step, random.nextInt(12));
      return random.nextBoolean() ? created : keyed(created.collection());
    }
    if (random.nextInt(4) == 0) {
      return new CatalogEvent.CollectionDropped(some.uuid());
    }
    return some.config().sharding() == ShardingMethod.CUSTOM && random.nextBoolean()
        ? new CatalogEvent.ShardKeyCreated(some.uuid(), keyed(random, some, step))
        : new CatalogEvent.CollectionUpdated(
            some.uuid(), withCopies(some.config(), 1 + random.nextInt(6)));
  }

  private static KeyedShards keyed(Random random, CollectionInfo collection, int key) {
    return new KeyedShards(
        ShardKey.of(key),
        collection.nextNumber(),
        shards(1 + random.nextInt(8)),
        random.nextBoolean() ? Optional.empty() : Optional.of(1 + random.nextInt(5)),
        Set.of());
  }

  private static CatalogEvent keyed(CollectionInfo like) {
    return new CatalogEvent.CollectionCreated(
        new CollectionInfo(
            like.name(), like.uuid(), like.config().sharded(ShardingMethod.CUSTOM), List.of()));
  }

  @Test
  void saysWhatIsThereAndWhatIsAllowed() {
    CatalogState state = CatalogState.EMPTY.after(created("birds", 15));
    DunlinFailure problem = new ShardLimit(10, 2).problem(state, created("owls", 6)).orElseThrow();
    assertThat(problem).isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(problem.message())
        .isEqualTo(
            "shard_number: asks for 6 more copies of shards, and there are 15; the nodes of the cluster that hold any are 2, and may hold 20 (dunlin.cluster.shards-per-node = 10)");
    assertThat(new ShardLimit(10, 2).problem(state, created("owls", 5))).isEmpty();
  }

  @Test
  void countsForOneNodeWhereNoneIsKnownYet() {
    assertThat(new ShardLimit(10, 0).problem(CatalogState.EMPTY, created("owls", 10))).isEmpty();
    assertThat(new ShardLimit(10, 0).problem(CatalogState.EMPTY, created("owls", 11))).isPresent();
  }
}
