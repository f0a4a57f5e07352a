package io.dunlin.actors.copy;

import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SegmentSlice;

/**
 * One segment's place in a shard.
 *
 * @param name the log position that made it: of its merge for a sealed segment, of the freeze
 *     before its first row for the others (0 for the first)
 * @param settled sealed or frozen: takes no more rows
 */
public record Part(long name, SegmentSlice slice, boolean settled) {
  /** The same, when points may have these vectors. */
  Part with(VectorColumns vectors) {
    return new Part(name, slice.with(vectors), settled);
  }

  public boolean sealed() {
    return slice.segment() instanceof SealedSegment;
  }
}
