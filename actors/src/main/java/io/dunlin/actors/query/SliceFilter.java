package io.dunlin.actors.query;

import io.dunlin.index.RowFilter;
import io.dunlin.persistence.fieldindex.RowMatches;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadReader;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * The rows of one slice that are live, have the vector and match the filter. What indexes settle is
 * known at once; of the other rows the payloads are looked at, each once and only when it is asked
 * for, and how many of them match is estimated from an even sample.
 */
final class SliceFilter implements RowFilter {
  private static final int SAMPLE = 100;

  /** Its multiples are spread evenly over the numbers of 32 bits. */
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final SegmentSlice slice;
  private final CompiledFilter compiled;

  /** Rows that match, and those that have yet to be looked at. */
  private final BitSet candidates;

  /** Those that have yet to be looked at. */
  private final BitSet open;

  private final int estimate;

  private SliceFilter(SegmentSlice slice, Filter filter, BitSet sure, BitSet open) {
    this.slice = slice;
    this.compiled = CompiledFilter.of(filter);
    this.candidates = sure;
    this.open = open;
    int settled = sure.cardinality();
    sure.or(open);
    this.estimate = settled + sample(open.cardinality());
  }

  /**
   * What may be returned of a slice.
   *
   * @param vector the key of the one that is searched; null when none is
   */
  static RowFilter of(SegmentSlice slice, Filter filter, @Nullable String vector) {
    boolean everyRowHasIt = vector == null || slice.segment().allHaveVector(vector);
    @Nullable String needed = everyRowHasIt ? null : vector;
    if (filter.equals(Filter.ALL)) {
      return needed == null && slice.dead().count() == 0
          ? RowFilter.all(slice.rows())
          : new LiveRows(slice, needed);
    }
    RowMatches said = slice.indexed().matches(filter);
    ImmutableRoaringBitmap changed = changed(slice);
    BitSet sure = live(slice, needed, ImmutableRoaringBitmap.andNot(said.sure(), changed));
    BitSet open = live(slice, needed, ImmutableRoaringBitmap.or(said.open(), changed));
    return open.isEmpty()
        ? RowFilter.of(sure, slice.rows())
        : new SliceFilter(slice, filter, sure, open);
  }

  /** Rows whose payloads are others than those that the indexes were made of. */
  private static ImmutableRoaringBitmap changed(SegmentSlice slice) {
    MutableRoaringBitmap rows = new MutableRoaringBitmap();
    if (slice.overlay().count() > 0) {
      slice.overlay().forEach((row, _) -> rows.add(row));
    }
    return rows;
  }

  /** Those of the rows that are live and have the vector. */
  private static BitSet live(
      SegmentSlice slice, @Nullable String vector, ImmutableRoaringBitmap rows) {
    BitSet live = new BitSet(slice.rows());
    if (rows.getCardinality() == slice.rows()) {
      live.set(0, slice.rows());
    } else {
      rows.forEach((int row) -> live.set(row));
      // Indexes of a segment that grew since know more rows.
      live.clear(slice.rows(), Math.max(slice.rows(), live.length()));
    }
    Tombstones dead = slice.dead();
    for (int row = dead.nextDead(0); row >= 0; row = dead.nextDead(row + 1)) {
      live.clear(row);
    }
    if (vector != null) {
      for (int row = live.nextSetBit(0); row >= 0; row = live.nextSetBit(row + 1)) {
        if (!slice.segment().hasVector(vector, row)) {
          live.clear(row);
        }
      }
    }
    return live;
  }

  @Override
  public boolean accepts(int row) {
    if (open.get(row)) {
      open.clear(row);
      candidates.set(row, matches(row));
    }
    return candidates.get(row);
  }

  @Override
  public int nextAccepted(int from, int end) {
    int row = candidates.nextSetBit(from);
    while (row >= 0 && row < end && !accepts(row)) {
      row = candidates.nextSetBit(row + 1);
    }
    return row < 0 ? end : Math.min(row, end);
  }

  @Override
  public int estimate() {
    return estimate;
  }

  private boolean matches(int row) {
    Predicate<String> hasVector = name -> slice.hasVector(name, row);
    PointId id = slice.segment().id(row);
    // Straight on the bytes: a condition on one key need not decode the others.
    return compiled.needsPayload()
        ? compiled.matches(id, new PayloadReader(slice.payloadBytes(row)), hasVector)
        : compiled.matches(id, Payload.EMPTY, hasVector);
  }

  /**
   * About how many of the open rows match. One in each of a hundred equal parts of the slice is
   * looked at, at another place in each: what repeats itself would be met at the same place else.
   */
  private int sample(int rows) {
    int part = Math.max(1, slice.rows() / SAMPLE);
    int seen = 0;
    int matched = 0;
    int from = 0;
    for (int i = 0; i < SAMPLE; i++) {
      int place = i * part + Integer.remainderUnsigned(i * GOLDEN_RATIO, part);
      // Few rows are all looked at.
      int row = open.nextSetBit(rows <= SAMPLE ? from : Math.max(from, place));
      if (row < 0) {
        break;
      }
      from = row + 1;
      seen++;
      matched += accepts(row) ? 1 : 0;
    }
    if (seen == rows) {
      return matched;
    }
    // None in the sample is no proof that there is none.
    return Math.max(1, (int) ((long) rows * Math.max(matched, 1) / Math.max(seen, 1)));
  }

  /** Every live row that has the vector. */
  private record LiveRows(SegmentSlice slice, @Nullable String vector) implements RowFilter {
    @Override
    public boolean accepts(int row) {
      return slice.isLive(row) && (vector == null || slice.segment().hasVector(vector, row));
    }

    @Override
    public int estimate() {
      return slice.live();
    }
  }
}
