package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol.CreateKey;
import io.dunlin.actors.catalog.CatalogProtocol.DropKey;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardingMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shard keys that come and go, against a plain map of them. */
class ShardKeyRulesProperties {
  private static final UUID BIRDS = new UUID(7, 7);
  private static final NodeId NODE = new NodeId(new UUID(3, 4));
  private static final int USUAL = 2;
  private static final List<ShardKey> KEYS =
      List.of(
          ShardKey.of("a"), ShardKey.of("1"), ShardKey.of(1), ShardKey.of(-1L), ShardKey.of(""));

  private static ActorTestKit kit;
  private static ActorRef<StatusReply<Boolean>> nobody;

  /** What the map holds of a key. */
  private record Known(int shards, Optional<Integer> copies, Set<NodeId> nodes) {}

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
    nobody = kit.system().ignoreRef();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private static CatalogState with(ShardingMethod method) {
    CollectionConfig config = Collecting.config(USUAL).sharded(method);
    CollectionInfo made =
        new CollectionInfo(
            "birds",
            BIRDS,
            config,
            method == ShardingMethod.AUTO
                ? List.of(new ShardId(new UUID(1, 1)), new ShardId(new UUID(1, 2)))
                : List.of());
    return CatalogState.EMPTY.after(new CatalogEvent.CollectionCreated(made));
  }

  private static CreateKey create(ShardKey key) {
    return new CreateKey("birds", key, Optional.empty(), Optional.empty(), Set.of(), nobody);
  }

  private static DropKey drop(ShardKey key) {
    return new DropKey("birds", key, Optional.empty(), nobody);
  }

  private static DunlinFailure refusal(Decision decision) {
    return ((Refused) decision).failure();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void equalsThePlainMap(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<ShardKey, Known> model = new LinkedHashMap<>();
    Map<ShardId, Integer> numbers = new LinkedHashMap<>();
    Set<ShardId> dropped = new HashSet<>();
    CatalogState state = with(ShardingMethod.CUSTOM);
    for (int step = 0; step < 400; step++) {
      ShardKey key = KEYS.get(random.nextInt(KEYS.size()));
      CollectionInfo before = state.find("birds").orElseThrow();
      if (random.nextBoolean()) {
        Optional<Integer> shards =
            random.nextBoolean() ? Optional.empty() : Optional.of(1 + random.nextInt(3));
        Optional<Integer> copies =
            random.nextBoolean() ? Optional.empty() : Optional.of(1 + random.nextInt(3));
        Set<NodeId> nodes = random.nextBoolean() ? Set.of() : Set.of(NODE);
        Decision decision =
            new ShardKeyRules(state)
                .create(new CreateKey("birds", key, shards, copies, nodes, nobody));
        if (model.containsKey(key)) {
          assertThat(refusal(decision)).isInstanceOf(DunlinFailure.BadRequest.class);
          assertThat(refusal(decision).message()).contains(key + " already exists");
        } else {
          state = placed(state.after(((Change) decision).event()));
          model.put(key, new Known(shards.orElse(USUAL), copies, nodes));
          for (ShardId shard : shardsOf(state, key)) {
            assertThat(numbers).doesNotContainKey(shard);
            numbers.put(shard, state.find("birds").orElseThrow().number(shard));
          }
        }
      } else {
        Decision decision = new ShardKeyRules(state).drop(drop(key));
        if (model.containsKey(key)) {
          dropped.addAll(shardsOf(state, key));
          state = state.after(((Change) decision).event());
          model.remove(key);
        } else {
          assertThat(refusal(decision).message()).contains(key + " does not exist");
        }
      }
      check(state, model, numbers, dropped);
      assertThat(state.find("birds").orElseThrow().config()).isEqualTo(before.config());
    }
  }

  private static List<ShardId> shardsOf(CatalogState state, ShardKey key) {
    return state.find("birds").orElseThrow().find(key).orElseThrow().shards();
  }

  /** As the planner would, and with an operator's wish for each. */
  private static CatalogState placed(CatalogState state) {
    TreeMap<ShardId, Placement> places = new TreeMap<>();
    CatalogState next = state;
    for (ShardId shard : state.find("birds").orElseThrow().shards()) {
      places.put(shard, new Placement(NODE, List.of()));
      next =
          next.after(
              new CatalogEvent.WishesChanged(
                  shard, List.of(new PlacementWish.Replicate(shard, new NodeId(new UUID(5, 6))))));
    }
    return next.after(new CatalogEvent.ShardsPlaced(places));
  }

  private static void check(
      CatalogState state,
      Map<ShardKey, Known> model,
      Map<ShardId, Integer> numbers,
      Set<ShardId> dropped) {
    CollectionInfo info = state.find("birds").orElseThrow();
    assertThat(info.keys().stream().map(KeyedShards::key))
        .containsExactlyElementsOf(model.keySet());
    List<ShardId> all = new ArrayList<>();
    model.forEach((key, known) -> {
      KeyedShards keyed = info.find(key).orElseThrow();
      assertThat(keyed.shards()).hasSize(known.shards());
      for (ShardId shard : keyed.shards()) {
        assertThat(info.keyOf(shard)).contains(key);
        assertThat(info.copiesOf(shard)).isEqualTo(known.copies().orElse(1));
        assertThat(info.nodesOf(shard)).isEqualTo(known.nodes());
        assertThat(info.number(shard)).as("numbers stay").isEqualTo(numbers.get(shard));
        assertThat(info.shard(info.number(shard))).contains(shard);
      }
      all.addAll(keyed.shards());
    });
    assertThat(info.shards()).isEqualTo(all);
    assertThat(all.stream().map(info::number)).doesNotHaveDuplicates();
    assertThat(state.dropped()).isEqualTo(dropped);
    assertThat(state.placements().placements().keySet()).isEqualTo(Set.copyOf(all));
    assertThat(state.wishes().keySet()).isEqualTo(Set.copyOf(all));
  }

  @Test
  void aDropThatComesLateLeavesTheKeyThatWasMadeSince() {
    ShardKey key = ShardKey.of("a");
    CatalogState state = with(ShardingMethod.CUSTOM);
    state = state.after(((Change) new ShardKeyRules(state).create(create(key))).event());
    DropKey meant = new DropKey("birds", key, Optional.of(shardsOf(state, key).getFirst()), nobody);
    state = state.after(((Change) new ShardKeyRules(state).drop(meant)).event());
    state = state.after(((Change) new ShardKeyRules(state).create(create(key))).event());
    assertThat(refusal(new ShardKeyRules(state).drop(meant)))
        .isInstanceOf(DunlinFailure.Unavailable.class);
    assertThat(new ShardKeyRules(state).drop(drop(key))).isInstanceOf(Change.class);
  }

  @Test
  void aCollectionThatIsShardedByIdsHasNoKeys() {
    CatalogState state = with(ShardingMethod.AUTO);
    assertThat(refusal(new ShardKeyRules(state).create(create(ShardKey.of("a")))))
        .isEqualTo(
            new DunlinFailure.BadRequest(
                "collection `birds` is sharded by ids; shard keys need sharding_method custom"));
    assertThat(refusal(new ShardKeyRules(state).drop(drop(ShardKey.of("a")))))
        .isInstanceOf(DunlinFailure.BadRequest.class);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(refusal(new ShardKeyRules(CatalogState.EMPTY).create(create(ShardKey.of("a")))))
        .isEqualTo(new DunlinFailure.NotFound("Collection `birds` doesn't exist!"));
    assertThat(refusal(new ShardKeyRules(CatalogState.EMPTY).drop(drop(ShardKey.of("a")))))
        .isInstanceOf(DunlinFailure.NotFound.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, KeyedShards.MOST + 1})
  void asManyShardsCannotBe(int shards) {
    CreateKey create =
        new CreateKey(
            "birds", ShardKey.of("a"), Optional.of(shards), Optional.empty(), Set.of(), nobody);
    assertThat(refusal(new ShardKeyRules(with(ShardingMethod.CUSTOM)).create(create)).message())
        .startsWith("shards_number: " + shards);
  }

  @Test
  void droppingTheCollectionDropsTheShardsOfAllKeys() {
    CatalogState state = with(ShardingMethod.CUSTOM);
    for (ShardKey key : KEYS) {
      state = placed(state.after(((Change) new ShardKeyRules(state).create(create(key))).event()));
    }
    List<ShardId> shards = state.find("birds").orElseThrow().shards();
    assertThat(shards).hasSize(USUAL * KEYS.size());
    state = state.after(new CatalogEvent.CollectionDropped(BIRDS));
    assertThat(state.dropped()).isEqualTo(Set.copyOf(shards));
    assertThat(state.placements().placements()).isEmpty();
  }

  @Test
  void keysAreOrderedNumbersFirstAndUnsigned() {
    List<ShardKey> ordered = KEYS.stream().sorted().toList();
    assertThat(ordered.stream().map(ShardKey::toString))
        .containsExactly("1", "18446744073709551615", "\"\"", "\"1\"", "\"a\"");
  }
}
