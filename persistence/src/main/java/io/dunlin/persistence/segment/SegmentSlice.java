package io.dunlin.persistence.segment;

import io.dunlin.persistence.fieldindex.IndexedFilter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * A segment as of one moment: its first {@code rows} rows, less the dead ones, with newer payloads
 * laid over. Immutable.
 *
 * @param vectors that points may have at that moment: what the segment stores of others is gone,
 *     and of those that are younger it stores nothing
 */
public record SegmentSlice(
    Segment segment, int rows, Tombstones dead, PayloadOverlay overlay, VectorColumns vectors) {
  /** With the vectors that the segment stores. */
  public SegmentSlice(Segment segment, int rows, Tombstones dead, PayloadOverlay overlay) {
    this(segment, rows, dead, overlay, VectorColumns.first(segment.specs()));
  }

  /** The same, at a moment at which points may have these vectors. */
  public SegmentSlice with(VectorColumns others) {
    return new SegmentSlice(segment, rows, dead, overlay, others);
  }

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

  /** Whether the segment has a column for the vector with this key, which is not gone. */
  public boolean stores(String key) {
    return vectors.holds(key) && segment.specs().containsKey(key);
  }

  /** Whether the segment stores vectors that are gone. */
  public boolean storesDropped() {
    return segment.specs().keySet().stream().anyMatch(vectors::hasDropped);
  }

  /** Whether the row has the vector of this name. */
  public boolean hasVector(String name, int row) {
    return vectors.key(name).filter(key -> segment.hasVector(key, row)).isPresent();
  }

  /** The rows, dead ones among them, that have the vector of this name. */
  private ImmutableRoaringBitmap having(String name) {
    return vectors
        .key(name)
        .map(key -> segment.having(key, rows))
        .orElseGet(MutableRoaringBitmap::new);
  }

  /** What is known of filters without a look at payloads; of rows whose payloads are as written. */
  public IndexedFilter indexed() {
    return new IndexedFilter(rows, path -> segment.fields().find(path), this::rowOf, this::having);
  }

  /** Copies the vector of this name of a row that has it. */
  public VectorValue vector(String name, int row) {
    return segment.vector(vectors.key(name).orElseThrow(), row);
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
