package io.dunlin.actors.query;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
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
 * @param order the value that put it where it stands; not sent either
 * @param legs what fused queries gave it, where that was asked for; not sent either
 */
public record Hit(
    PointId id,
    long version,
    float score,
    Optional<Payload> payload,
    Map<String, VectorValue> vectors,
    Optional<ShardKey> key,
    Optional<OrderValue> order,
    List<Leg> legs) {
  /** What a query before gave a point. */
  public record Leg(int query, int rank, float score) {}

  /** Which point it is: several keys may have points of one id. */
  public record Identity(PointId id, Optional<ShardKey> key) {}

  public Identity identity() {
    return new Identity(id, key);
  }

  /** A hit that is in no order but that of scores. */
  public Hit(
      PointId id,
      long version,
      float score,
      Optional<Payload> payload,
      Map<String, VectorValue> vectors,
      Optional<ShardKey> key) {
    this(id, version, score, payload, vectors, key, Optional.empty(), List.of());
  }

  /** A hit of a collection without keys, or as its shard sends it. */
  public Hit(
      PointId id,
      long version,
      float score,
      Optional<Payload> payload,
      Map<String, VectorValue> vectors) {
    this(id, version, score, payload, vectors, Optional.empty());
  }

  /** The same with another score. */
  public Hit withScore(float other) {
    return new Hit(id, version, other, payload, vectors, key, order, legs);
  }

  /** The same without content, and in no order but that of scores. */
  public Hit bare() {
    return new Hit(id, version, score, Optional.empty(), Map.of(), key, Optional.empty(), legs);
  }

  /** The same with another payload, or without. */
  public Hit withPayload(Optional<Payload> other) {
    return new Hit(id, version, score, other, vectors, key, order, legs);
  }

  /** The same, of a shard of this key. */
  public Hit of(ShardKey shardKey) {
    return new Hit(id, version, score, payload, vectors, Optional.of(shardKey), order, legs);
  }

  /** The same, in its place by a value. */
  public Hit at(OrderValue value) {
    return new Hit(id, version, score, payload, vectors, key, Optional.of(value), legs);
  }

  /** The same, with what fused queries gave it. */
  public Hit with(List<Leg> given) {
    return new Hit(id, version, score, payload, vectors, key, order, given);
  }

  /** The point as it is here, in the place that the other has. */
  public Hit inPlaceOf(Hit other) {
    return new Hit(id, version, other.score, payload, vectors, key, other.order, other.legs);
  }
}
