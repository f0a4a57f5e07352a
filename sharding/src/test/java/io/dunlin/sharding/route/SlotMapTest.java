package io.dunlin.sharding.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMapTest {
  /** Points lie where these slots say: the values must never change. */
  @ParameterizedTest
  @CsvSource({
    "0, 4580",
    "1, 1899",
    "2, 3483",
    "42, 8376",
    "4294967296, 8435",
    "9223372036854775807, 5792",
    "18446744073709551615, 7513"
  })
  void numbersKeepTheirSlots(String number, int slot) {
    assertThat(SlotMap.slotOf(PointId.of(Long.parseUnsignedLong(number)))).isEqualTo(slot);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000-0000-0000-0000-000000000000, 11298",
    "00000000-0000-0000-0000-000000000001, 7579",
    "550e8400-e29b-41d4-a716-446655440000, 16258",
    "ffffffff-ffff-ffff-ffff-ffffffffffff, 6174"
  })
  void uuidsKeepTheirSlots(UUID uuid, int slot) {
    assertThat(SlotMap.slotOf(PointId.of(uuid))).isEqualTo(slot);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void idsSpreadEvenly(int shards) {
    Random random = new Random(shards);
    assertEven(shards, PointId::of);
    assertEven(shards, number -> PointId.of(number * 1024));
    assertEven(shards, _ -> PointId.of(new UUID(random.nextLong(), random.nextLong())));
  }

  @Test
  void aShardOwnsARangeOfSlots() {
    CollectionInfo collection = collection(3);
    for (long number = 0; number < 10_000; number++) {
      PointId id = PointId.of(number);
      int shard = SlotMap.slotOf(id) * 3 / SlotMap.SLOTS;
      assertThat(SlotMap.shardOf(collection.shards(), id))
          .isEqualTo(collection.shards().get(shard));
    }
  }

  private static void assertEven(int shards, LongFunction<PointId> ids) {
    CollectionInfo collection = collection(shards);
    int points = 70_000;
    int[] counts = new int[shards];
    for (long number = 0; number < points; number++) {
      counts[
          collection.shards().indexOf(SlotMap.shardOf(collection.shards(), ids.apply(number)))]++;
    }
    for (int count : counts) {
      assertThat((double) count * shards / points).isBetween(0.95, 1.05);
    }
  }

  private static CollectionInfo collection(int shards) {
    TreeMap<String, VectorSpec> vectors =
        new TreeMap<>(
            Map.of("", new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty())));
    return new CollectionInfo(
        "birds",
        new UUID(0, 1),
        new CollectionConfig(
            vectors, shards, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY),
        IntStream.range(0, shards).mapToObj(i -> new ShardId(new UUID(1, i))).toList());
  }
}
