package io.dunlin.persistence.event;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.util.Map;

/** What a write did to one point: results, not requests, so that replay decides nothing. */
public sealed interface RowChange {
  PointId id();

  /** What a {@link Put} did. */
  enum PutKind {
    /** The log's writer did not say: one of an early version, or what is written is no log. */
    UNKNOWN,
    /** There was no such point. */
    INSERT,
    /** There was one. */
    UPDATE
  }

  /** The point is now this, whatever it was. */
  record Put(PointId id, Map<String, VectorValue> vectors, Payload payload, PutKind kind)
      implements RowChange {
    /** A point as such. */
    public Put(PointId id, Map<String, VectorValue> vectors, Payload payload) {
      this(id, vectors, payload, PutKind.UNKNOWN);
    }

    /** The same, told to be of this kind. */
    public Put as(PutKind kind) {
      return new Put(id, vectors, payload, kind);
    }
  }

  /** The point, which exists, keeps its vectors and has this payload now. */
  record PutPayload(PointId id, Payload payload) implements RowChange {}

  /** The point, which exists, is gone. */
  record Remove(PointId id) implements RowChange {}
}
