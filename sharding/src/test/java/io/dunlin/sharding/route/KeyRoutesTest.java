package io.dunlin.sharding.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardKeySelector.Keys;
import io.dunlin.persistence.model.ShardKeySelector.WithFallback;
import io.dunlin.persistence.model.ShardingMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Key a has shards 0 and 1, key 1 shard 2, key "1" shard 3; `plain` has no keys and shards 0, 1.
 */
class KeyRoutesTest {
  private static final ShardKey A = ShardKey.of("a");
  private static final ShardKey ONE = ShardKey.of(1);
  private static final ShardKey WORD_ONE = ShardKey.of("1");
  private static final ShardKey NEW = ShardKey.of("new");

  private static final CollectionInfo EMPTY =
      new CollectionInfo("birds", new UUID(7, 7), config(ShardingMethod.CUSTOM), List.of());
  private static final CollectionInfo KEYED =
      EMPTY.with(keyed(A, 0, 2)).with(keyed(ONE, 2, 1)).with(keyed(WORD_ONE, 3, 1));
  private static final CollectionInfo PLAIN =
      new CollectionInfo("plain", new UUID(8, 8), config(ShardingMethod.AUTO), shards(0, 2));

  private static CollectionConfig config(ShardingMethod method) {
    return new CollectionConfig(
            new TreeMap<>(),
            2,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Payload.EMPTY)
        .sharded(method);
  }

  private static KeyedShards keyed(ShardKey key, int first, int count) {
    return new KeyedShards(key, first, shards(first, count), Optional.empty(), Set.of());
  }

  private static List<ShardId> shards(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(number -> new ShardId(new UUID(1, number)))
        .toList();
  }

  private static List<Integer> read(CollectionInfo collection, ShardKeySelector keys) {
    return numbers(KeyRoutes.ofRead(collection, keys, _ -> true));
  }

  private static List<Integer> write(CollectionInfo collection, ShardKeySelector keys) {
    return numbers(KeyRoutes.ofWrite(collection, keys));
  }

  private static List<Integer> numbers(List<ShardGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.shards().stream())
        .map(shard -> (int) shard.uuid().getLeastSignificantBits())
        .toList();
  }

  private static Predicate<ShardId> allBut(int number) {
    return shard -> shard.uuid().getLeastSignificantBits() != number;
  }

  private static DunlinFailure refusal(ThrowingCallable call) {
    return catchThrowableOfType(DunlinException.class, call).failure();
  }

  @Test
  void readsWithoutAKeyAreOfAllShards() {
    assertThat(read(KEYED, ShardKeySelector.NONE_NAMED)).containsExactly(0, 1, 2, 3);
    assertThat(read(PLAIN, ShardKeySelector.NONE_NAMED)).containsExactly(0, 1);
    assertThat(read(EMPTY, ShardKeySelector.NONE_NAMED)).isEmpty();
  }

  @Test
  void aWordAndANumberAreTwoKeys() {
    assertThat(read(KEYED, ShardKeySelector.of(ONE))).containsExactly(2);
    assertThat(read(KEYED, ShardKeySelector.of(WORD_ONE))).containsExactly(3);
    assertThat(write(KEYED, ShardKeySelector.of(WORD_ONE))).containsExactly(3);
  }

  @Test
  void severalKeysAreInTheirOrderAndEachOnce() {
    Keys keys = new Keys(List.of(WORD_ONE, A, WORD_ONE));
    assertThat(read(KEYED, keys)).containsExactly(3, 0, 1);
    assertThat(write(KEYED, keys)).containsExactly(3, 0, 1);
    assertThat(read(KEYED, new Keys(List.of()))).isEmpty();
  }

  @Test
  void groupsTellTheirKeysAndShareByIdAmongTheirShards() {
    ShardGroup a = KeyRoutes.ofWrite(KEYED, ShardKeySelector.of(A)).getFirst();
    assertThat(a.key()).contains(A);
    for (int id = 0; id < 100; id++) {
      PointId point = PointId.of(id);
      assertThat(a.shardOf(point)).isEqualTo(SlotMap.shardOf(shards(0, 2), point));
    }
    assertThat(KeyRoutes.ofWrite(PLAIN, ShardKeySelector.NONE_NAMED).getFirst().key()).isEmpty();
  }

  @Test
  void aFallbackIsReadWhereTheTargetIsNotThereOrCannotBe() {
    WithFallback select = new WithFallback(A, ONE);
    assertThat(read(KEYED, select)).containsExactly(0, 1);
    assertThat(numbers(KeyRoutes.ofRead(KEYED, select, allBut(1)))).containsExactly(2);
    assertThat(read(KEYED, new WithFallback(NEW, ONE))).containsExactly(2);
    // Better an answer that says which shard is missing than none about a key that is not there.
    assertThat(numbers(KeyRoutes.ofRead(KEYED, new WithFallback(A, NEW), allBut(1))))
        .containsExactly(0, 1);
  }

  @Test
  void aWriteGoesToItsTargetWheneverThatExists() {
    assertThat(write(KEYED, new WithFallback(A, ONE))).containsExactly(0, 1);
    assertThat(write(KEYED, new WithFallback(NEW, ONE))).containsExactly(2);
  }

  @Test
  void whatIsWrongSaysWhichKey() {
    WithFallback neither = new WithFallback(NEW, ShardKey.of(9));
    String text =
        "Neither target shard key \"new\" nor fallback shard key 9 exist in collection `birds`";
    assertThat(refusal(() -> read(KEYED, neither))).isEqualTo(new DunlinFailure.NotFound(text));
    assertThat(refusal(() -> write(KEYED, neither))).isEqualTo(new DunlinFailure.NotFound(text));
    DunlinFailure unknown =
        new DunlinFailure.WrongInput("Shard key \"new\" not found in collection `birds`");
    assertThat(refusal(() -> read(KEYED, new Keys(List.of(A, NEW))))).isEqualTo(unknown);
    assertThat(refusal(() -> write(KEYED, ShardKeySelector.of(NEW)))).isEqualTo(unknown);
    assertThat(refusal(() -> write(KEYED, ShardKeySelector.NONE_NAMED)).message())
        .startsWith("Shard key not specified");
    assertThat(refusal(() -> write(EMPTY, ShardKeySelector.NONE_NAMED)).message())
        .startsWith("Shard key not specified");
    assertThat(refusal(() -> write(KEYED, new Keys(List.of()))).message())
        .startsWith("Empty shard keys selection");
    assertThat(refusal(() -> read(PLAIN, ShardKeySelector.of(A))).message())
        .isEqualTo(
            "Shard key \"a\" not found: collection `plain` is sharded by ids and has no keys");
    assertThat(refusal(() -> write(PLAIN, ShardKeySelector.of(ONE))).message())
        .startsWith("Shard key 1 not found");
  }
}
