package io.dunlin.persistence.model;

import io.dunlin.index.Metric;
import java.util.Optional;

/** What one of a collection's vectors is. What is absent was not said by the user. */
public sealed interface VectorKind permits SparseSpec, VectorSpec {
  Metric metric();

  /** Keep the rows on disk rather than in memory. */
  Optional<Boolean> onDisk();

  /** What of it cannot change: what its stored rows look like. */
  VectorKind shape();
}
