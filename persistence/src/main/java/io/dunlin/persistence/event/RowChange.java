package io.dunlin.persistence.event;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.util.Map;

/** What a write did to one point: results, not requests, so that replay decides nothing. */
public sealed interface RowChange {
  PointId id();

  /** The point is now this, whatever it was. */
  record Put(PointId id, Map<String, VectorValue> vectors, Payload payload) implements RowChange {}

  /** The point, which exists, keeps its vectors and has this payload now. */
  record PutPayload(PointId id, Payload payload) implements RowChange {}

  /** The point, which exists, is gone. */
  record Remove(PointId id) implements RowChange {}
}
