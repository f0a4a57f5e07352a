package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.SlotMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardIdsTest {
  private static final int SHARDS = 6;

  /** What a node would do with the same ids. */
  @Test
  void idsAreOfTheShardThatTheRouterSendsThemTo() {
    List<ShardId> shards =
        IntStream.range(0, SHARDS).mapToObj(i -> new ShardId(new UUID(1, i))).toList();
    for (int shard = 0; shard < SHARDS; shard++) {
      long id = ShardIds.next(shard, SHARDS, 100);
      assertThat(id).isGreaterThanOrEqualTo(100);
      assertThat(SlotMap.shardOf(shards, PointId.of(id))).isEqualTo(shards.get(shard));
      assertThat(ShardIds.next(shard, SHARDS, id)).isEqualTo(id);
    }
  }

  @Test
  void thereIsNoShardBeyondTheLast() {
    assertThatThrownBy(() -> ShardIds.next(SHARDS, SHARDS, 0)).hasMessageContaining("shard 6 of 6");
  }
}
