package io.dunlin.actors.query;

import io.dunlin.index.RowFilter;
import io.dunlin.persistence.fieldindex.FieldIndex;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * How many points have a value at a path: anything but null and an empty array. An index knows;
 * what it does not cover is looked at, and where that is much, estimated from a part of it.
 */
final class ValuedPoints {
  /** So many payloads at most are looked at for an answer. */
  private static final int LOOKED_AT = 10_000;

  private ValuedPoints() {}

  static long of(SegmentSlice slice, JsonPath path) {
    Optional<FieldIndex> index = slice.segment().fields().find(path);
    int changed = slice.overlay().count();
    if (index.isPresent() && changed == 0 && index.get().rows() == slice.rows()) {
      return live(index.get().present(), slice.dead());
    }
    RowFilter rows = SliceFilter.of(slice, having(path), null);
    return (index.isPresent() ? changed : slice.rows()) <= LOOKED_AT
        ? count(rows, slice.rows())
        : rows.estimate();
  }

  private static long live(ImmutableRoaringBitmap rows, Tombstones dead) {
    long live = rows.getLongCardinality();
    for (int row = dead.nextDead(0); row >= 0; row = dead.nextDead(row + 1)) {
      live -= rows.contains(row) ? 1 : 0;
    }
    return live;
  }

  private static Filter having(JsonPath path) {
    return new Filter(List.of(), List.of(), List.of(new Condition.IsEmpty(path)), Optional.empty());
  }

  private static long count(RowFilter rows, int end) {
    long count = 0;
    for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
      count++;
    }
    return count;
  }
}
