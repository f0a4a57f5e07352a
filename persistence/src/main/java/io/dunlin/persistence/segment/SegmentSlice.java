package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A segment as of one moment: its first {@code rows} rows, less the dead ones, with newer payloads
 * laid over. Immutable.
 */
public record SegmentSlice(Segment segment, int rows, Tombstones dead, PayloadOverlay overlay) {
  public int live() {
    return rows - dead.count();
  }

  public boolean isLive(int row) {
    return row < rows && !dead.isDead(row);
  }

  public Payload payload(int row) {
    PayloadOverlay.@Nullable Entry entry = overlay.get(row);
    return entry == null ? segment.payload(row) : entry.payload();
  }

  public long version(int row) {
    PayloadOverlay.@Nullable Entry entry = overlay.get(row);
    return entry == null ? segment.version(row) : entry.version();
  }
}
