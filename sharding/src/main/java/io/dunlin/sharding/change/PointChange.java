package io.dunlin.sharding.change;

import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.util.Map;
import java.util.Optional;

/** What happened to a point. */
public sealed interface PointChange {
  PointId id();

  /**
   * The point is now this.
   *
   * @param payload absent when not asked for
   * @param vectors empty when not asked for
   * @param kind whether it is new, as the log's writer has told
   */
  record Set(PointId id, Optional<Payload> payload, Map<String, VectorValue> vectors, PutKind kind)
      implements PointChange {}

  /**
   * The point keeps its vectors and has this payload now.
   *
   * @param payload absent when not asked for
   */
  record PayloadSet(PointId id, Optional<Payload> payload) implements PointChange {}

  record Removed(PointId id) implements PointChange {}

  /** The filter does not hold for the point now. Whether it did before is not known. */
  record Left(PointId id) implements PointChange {}
}
