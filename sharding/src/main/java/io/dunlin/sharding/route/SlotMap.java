package io.dunlin.sharding.route;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import scala.util.hashing.MurmurHash3$;

/**
 * Which shard owns a point. Ids hash into {@value #SLOTS} slots (MurmurHash3 over kind, high and
 * low half, little endian) and shard i of n owns the i-th n-th of them, so that a split moves whole
 * slots.
 */
public final class SlotMap {
  public static final int SLOTS = 16_384;
  private static final int SEED = 0x64756e;

  private SlotMap() {}

  public static int slotOf(PointId id) {
    ByteBuffer bytes = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) (id.uuid() ? 1 : 0)).putLong(id.high()).putLong(id.low());
    return MurmurHash3$.MODULE$.bytesHash(bytes.array(), SEED) & (SLOTS - 1);
  }

  /**
   * @param shards that share the points out, in slot order; at least one
   */
  public static ShardId shardOf(List<ShardId> shards, PointId id) {
    return shards.get(slotOf(id) * shards.size() / SLOTS);
  }
}
