package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.Optional;

/** Points in the order of their ids, from {@code offset} on (included). */
public record ScrollRequest(
    Filter filter,
    Optional<PointId> offset,
    int limit,
    PayloadSelector payload,
    VectorSelector vectors,
    ShardKeySelector keys) {
  /** Of all shards. */
  public ScrollRequest(
      Filter filter,
      Optional<PointId> offset,
      int limit,
      PayloadSelector payload,
      VectorSelector vectors) {
    this(filter, offset, limit, payload, vectors, ShardKeySelector.NONE_NAMED);
  }
}
