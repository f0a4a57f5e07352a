package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadCodec;
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

  /** The row at which a point lives in this slice, or -1. */
  public int rowOf(PointId id) {
    int row = segment.rowOf(id, rows);
    return row >= 0 && !dead.isDead(row) ? row : -1;
  }

  public Payload payload(int row) {
    PayloadOverlay.@Nullable Entry entry = overlay.get(row);
    return entry == null ? segment.payload(row) : entry.payload();
  }

  /** The {@link PayloadCodec} bytes of {@link #payload}. */
  public byte[] payloadBytes(int row) {
    PayloadOverlay.@Nullable Entry entry = overlay.get(row);
    return entry == null ? segment.payloadBytes(row) : PayloadCodec.encode(entry.payload());
  }

  public long version(int row) {
    PayloadOverlay.@Nullable Entry entry = overlay.get(row);
    return entry == null ? segment.version(row) : entry.version();
  }
}
