package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.Optional;

/**
 * Points in the order of their ids, from {@code offset} on (included).
 *
 * @param order another order; there is no offset then
 */
public record ScrollRequest(
    Filter filter,
    Optional<PointId> offset,
    int limit,
    PayloadSelector payload,
    VectorSelector vectors,
    ShardKeySelector keys,
    Optional<OrderBy> order) {
  /** In the order of ids. */
  public ScrollRequest(
      Filter filter,
      Optional<PointId> offset,
      int limit,
      PayloadSelector payload,
      VectorSelector vectors,
      ShardKeySelector keys) {
    this(filter, offset, limit, payload, vectors, keys, Optional.empty());
  }

  /** Of all shards. */
  public ScrollRequest(
      Filter filter,
      Optional<PointId> offset,
      int limit,
      PayloadSelector payload,
      VectorSelector vectors) {
    this(filter, offset, limit, payload, vectors, ShardKeySelector.NONE_NAMED);
  }

  /** The same from another id on. */
  public ScrollRequest from(PointId id) {
    return new ScrollRequest(filter, Optional.of(id), limit, payload, vectors, keys, order);
  }

  /** The same of shards of other keys. */
  public ScrollRequest of(ShardKeySelector others) {
    return new ScrollRequest(filter, offset, limit, payload, vectors, others, order);
  }
}
