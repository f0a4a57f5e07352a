package io.dunlin.persistence.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Which rows of a sealed segment have a vector.
 *
 * @param bits a bit a row that has it; absent when all do
 */
record PresentRows(Optional<MemorySegment> bits) {
  boolean contains(int row) {
    return bits.isEmpty()
        || (bits.get().get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
  }

  boolean areAll() {
    return bits.isEmpty();
  }
}
