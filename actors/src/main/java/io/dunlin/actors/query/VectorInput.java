package io.dunlin.actors.query;

import io.dunlin.persistence.model.PointId;

/** A vector that points are compared with. */
public sealed interface VectorInput {
  /** As it was sent. */
  record Components(float[] vector) implements VectorInput {}

  /** A stored point's; the point itself is left out of the answer. */
  record Example(PointId id) implements VectorInput {}
}
