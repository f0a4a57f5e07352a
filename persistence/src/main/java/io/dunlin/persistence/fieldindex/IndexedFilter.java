package io.dunlin.persistence.fieldindex;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Answers a filter from a segment's indexes, and from what it knows of ids and vectors, as far as
 * they go.
 */
public final class IndexedFilter {
  private final int rows;
  private final Function<JsonPath, Optional<FieldIndex>> indexes;
  private final ToIntFunction<PointId> rowOf;
  private final Function<String, ImmutableRoaringBitmap> having;

  /**
   * @param rows of the segment
   * @param rowOf the row of an id, or a negative number
   * @param having the rows that have the vector of a name
   */
  public IndexedFilter(
      int rows,
      Function<JsonPath, Optional<FieldIndex>> indexes,
      ToIntFunction<PointId> rowOf,
      Function<String, ImmutableRoaringBitmap> having) {
    this.rows = rows;
    this.indexes = indexes;
    this.rowOf = rowOf;
    this.having = having;
  }

  /** Rows for which the condition holds, whether or not they live. */
  public RowMatches matches(Condition condition) {
    return switch (condition) {
      case Filter filter -> all(filter);
      case Condition.Field(JsonPath path, List<Check> checks) -> field(path, checks);
      case Condition.HasId hasId -> ids(hasId);
      case Condition.IsEmpty(JsonPath path) ->
          indexes
              .apply(path)
              .map(index -> RowMatches.sure(index.present()).not(rows))
              .orElseGet(this::unknown);
      case Condition.IsNull(JsonPath path) ->
          indexes.apply(path).map(index -> RowMatches.sure(index.nulls())).orElseGet(this::unknown);
      // Elements of arrays are not kept apart: what stands in one of them the payload says.
      case Condition.Nested(JsonPath path, Filter filter) ->
          RowMatches.open(possible(filter, path.elements()));
      case Condition.HasVector(String name) -> RowMatches.sure(having.apply(name));
      // A row's part is as quickly computed when it is asked for.
      case Condition.Slice _ -> unknown();
    };
  }

  /** Rows with an element for which the filter may hold. */
  private ImmutableRoaringBitmap possible(Filter filter, JsonPath elements) {
    ImmutableRoaringBitmap found = unknown().open();
    for (Condition condition : filter.must()) {
      found = ImmutableRoaringBitmap.and(found, possible(condition, elements));
    }
    if (!filter.should().isEmpty()) {
      ImmutableRoaringBitmap any = RowMatches.NONE.open();
      for (Condition condition : filter.should()) {
        any = ImmutableRoaringBitmap.or(any, possible(condition, elements));
      }
      found = ImmutableRoaringBitmap.and(found, any);
    }
    return found;
  }

  private ImmutableRoaringBitmap possible(Condition condition, JsonPath elements) {
    return switch (condition) {
      case Filter filter -> possible(filter, elements);
      case Condition.Field(JsonPath path, List<Check> checks) ->
          field(elements.then(path), checks).possible();
      case Condition.IsNull(JsonPath path) ->
          matches(new Condition.IsNull(elements.then(path))).possible();
      case Condition.Nested(JsonPath path, Filter filter) ->
          possible(filter, elements.then(path).elements());
      // One element may lack what another has.
      case Condition.IsEmpty _, Condition.HasId _, Condition.HasVector _, Condition.Slice _ ->
          unknown().open();
    };
  }

  private RowMatches unknown() {
    return RowMatches.unknown(rows);
  }

  private RowMatches all(Filter filter) {
    RowMatches found = RowMatches.all(rows);
    for (Condition condition : filter.must()) {
      found = found.and(matches(condition));
    }
    for (Condition condition : filter.mustNot()) {
      found = found.and(matches(condition).not(rows));
    }
    if (!filter.should().isEmpty()) {
      found = found.and(atLeast(1, filter.should()));
    }
    if (filter.minShould().isPresent()) {
      Filter.MinShould some = filter.minShould().get();
      found = found.and(atLeast(some.minCount(), some.conditions()));
    }
    return found;
  }

  /** Rows for which that many of the conditions hold. */
  private RowMatches atLeast(int needed, List<Condition> conditions) {
    if (needed > conditions.size()) {
      return RowMatches.NONE;
    }
    // held.get(n): rows for which n of the conditions seen so far hold.
    List<RowMatches> held = new ArrayList<>(List.of(RowMatches.all(rows)));
    for (int n = 1; n <= needed; n++) {
      held.add(RowMatches.NONE);
    }
    for (Condition condition : conditions) {
      RowMatches matches = matches(condition);
      for (int n = needed; n > 0; n--) {
        held.set(n, held.get(n).or(held.get(n - 1).and(matches)));
      }
    }
    return held.getLast();
  }

  private RowMatches field(JsonPath path, List<Check> checks) {
    Optional<FieldIndex> index = indexes.apply(path);
    if (index.isEmpty()) {
      return unknown();
    }
    boolean once = path.steps().stream().noneMatch(JsonPath.Each.class::isInstance);
    RowMatches found = RowMatches.NONE;
    for (Check check : checks) {
      found =
          found.or(
              check instanceof Check.ValuesCount count
                  ? index.get().matchesCount(count, once)
                  : index.get().matches(check));
    }
    return found;
  }

  private RowMatches ids(Condition.HasId hasId) {
    int[] found = hasId.ids().stream().mapToInt(rowOf).filter(row -> row >= 0).toArray();
    Arrays.sort(found);
    ImmutableRoaringBitmap set = MutableRoaringBitmap.bitmapOf(found);
    return RowMatches.sure(set);
  }
}
