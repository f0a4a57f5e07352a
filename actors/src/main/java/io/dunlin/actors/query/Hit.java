package io.dunlin.actors.query;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
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
 */
public record Hit(
    PointId id,
    long version,
    float score,
    Optional<Payload> payload,
    Map<String, float[]> vectors) {
  /** The same with another score. */
  public Hit withScore(float other) {
    return new Hit(id, version, other, payload, vectors);
  }
}
