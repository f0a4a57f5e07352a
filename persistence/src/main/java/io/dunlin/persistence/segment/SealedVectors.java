package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * One vector of a sealed segment. Immutable.
 *
 * @param present a bit a row that has the vector; absent when all have it
 * @param indexed true when {@code index} walks a graph
 */
record SealedVectors(VectorIndex index, Optional<MemorySegment> present, boolean indexed) {
  boolean has(int row) {
    return present.isEmpty()
        || (present.get().get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
  }
}
