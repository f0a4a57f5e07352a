package io.dunlin.actors.query;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Map;
import java.util.Optional;

/**
 * A point in an answer.
 *
 * @param version position of its last write in its shard's log
 * @param score in the user's measure (inside, until the shards' answers are joined: greater is
 *     better); 0 where nothing was scored
 * @param payload absent when not asked for
 * @param vectors by name; empty when not asked for
 * @param key of its shard, where the collection has keys. Who asks knows which shard answers: it is
 *     not sent
 */
public record Hit(
    PointId id,
    long version,
    float score,
    Optional<Payload> payload,
    Map<String, float[]> vectors,
    Optional<ShardKey> key) {
  /** A hit of a collection without keys, or as its shard sends it. */
  public Hit(
      PointId id,
      long version,
      float score,
      Optional<Payload> payload,
      Map<String, float[]> vectors) {
    this(id, version, score, payload, vectors, Optional.empty());
  }

  /** The same with another score. */
  public Hit withScore(float other) {
    return new Hit(id, version, other, payload, vectors, key);
  }

  /** The same, of a shard of this key. */
  public Hit of(ShardKey shardKey) {
    return new Hit(id, version, score, payload, vectors, Optional.of(shardKey));
  }
}
