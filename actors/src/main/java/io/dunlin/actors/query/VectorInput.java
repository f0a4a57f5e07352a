package io.dunlin.actors.query;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;

/** A vector that points are compared with. */
public sealed interface VectorInput {
  /** As it was sent. */
  record Components(VectorValue vector) implements VectorInput {
    /** A dense one. */
    public Components(float[] components) {
      this(new VectorValue.Dense(components));
    }
  }

  /** A stored point's; the point itself is left out of the answer. */
  record Example(PointId id) implements VectorInput {}

  /** A stored point's that was read before; the point itself is left out of the answer. */
  record Known(PointId id, VectorValue vector) implements VectorInput {}
}
