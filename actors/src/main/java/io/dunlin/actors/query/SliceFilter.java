package io.dunlin.actors.query;

import io.dunlin.index.RowFilter;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.PayloadReader;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one slice that are live, have the vector and match the filter. Rows are judged when
 * they are asked for, once each; how many match is estimated from an even sample.
 */
final class SliceFilter implements RowFilter {
  private static final int SAMPLE = 100;

  private final SegmentSlice slice;
  private final CompiledFilter compiled;
  private final @Nullable String vector;
  private final @Nullable BitSet candidates;
  private final BitSet judged = new BitSet();
  private final BitSet matching = new BitSet();
  private final int estimate;

  private SliceFilter(SegmentSlice slice, Filter filter, @Nullable String vector) {
    this.slice = slice;
    this.compiled = CompiledFilter.of(filter);
    this.vector = vector;
    this.candidates = candidates(slice, filter).orElse(null);
    this.estimate = candidates == null ? sample() : candidates.cardinality();
  }

  /** What may be returned of a slice; {@code vector} null when no vector is searched. */
  static RowFilter of(SegmentSlice slice, Filter filter, @Nullable String vector) {
    boolean everyRowHasIt = vector == null || slice.segment().allHaveVector(vector);
    @Nullable String needed = everyRowHasIt ? null : vector;
    if (!filter.equals(Filter.ALL)) {
      return new SliceFilter(slice, filter, needed);
    }
    return needed == null && slice.dead().count() == 0
        ? RowFilter.all(slice.rows())
        : new LiveRows(slice, needed);
  }

  @Override
  public boolean accepts(int row) {
    if (!slice.isLive(row) || (candidates != null && !candidates.get(row))) {
      return false;
    }
    if (vector != null && !slice.segment().hasVector(vector, row)) {
      return false;
    }
    if (!judged.get(row)) {
      judged.set(row);
      matching.set(row, matches(row));
    }
    return matching.get(row);
  }

  @Override
  public int estimate() {
    return estimate;
  }

  private boolean matches(int row) {
    Predicate<String> hasVector = name -> slice.segment().hasVector(name, row);
    PointId id = slice.segment().id(row);
    // Straight on the bytes: a condition on one key need not decode the others.
    return compiled.needsPayload()
        ? compiled.matches(id, new PayloadReader(slice.payloadBytes(row)), hasVector)
        : compiled.matches(id, Payload.EMPTY, hasVector);
  }

  private int sample() {
    int rows = slice.rows();
    int step = Math.max(1, rows / SAMPLE);
    int seen = 0;
    int matched = 0;
    for (int row = 0; row < rows; row += step) {
      seen++;
      if (accepts(row)) {
        matched++;
      }
    }
    if (step == 1) {
      return matched;
    }
    // None in the sample is no proof that there is none.
    return Math.max(1, (int) ((long) rows * Math.max(matched, 1) / Math.max(seen, 1)));
  }

  /** Ids that every match must be among, as rows: then nothing else needs to be judged. */
  private static Optional<BitSet> candidates(SegmentSlice slice, Filter filter) {
    for (Condition condition : filter.must()) {
      if (condition instanceof Condition.HasId hasId) {
        BitSet rows = new BitSet();
        for (PointId id : hasId.ids()) {
          int row = slice.rowOf(id);
          if (row >= 0) {
            rows.set(row);
          }
        }
        return Optional.of(rows);
      }
    }
    return Optional.empty();
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
