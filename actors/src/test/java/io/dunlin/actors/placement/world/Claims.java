package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.world.Sessions.Session;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rows that say who may write a shard, changed by compare-and-set only. */
final class Claims {
  record Claim(long epoch, Optional<Session> owner) {}

  private final Map<ShardId, Claim> claims = new HashMap<>();

  Claim read(ShardId shard) {
    return claims.getOrDefault(shard, new Claim(0, Optional.empty()));
  }

  /** The new epoch, if no one came first. */
  Optional<Long> claim(ShardId shard, Claim seen, Session by) {
    if (!read(shard).equals(seen)) {
      return Optional.empty();
    }
    claims.put(shard, new Claim(seen.epoch() + 1, Optional.of(by)));
    return Optional.of(seen.epoch() + 1);
  }

  void release(ShardId shard, Claim held) {
    claims.replace(shard, held, new Claim(held.epoch(), Optional.empty()));
  }
}
