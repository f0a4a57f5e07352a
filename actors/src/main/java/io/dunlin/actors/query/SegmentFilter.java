package io.dunlin.actors.query;

import io.dunlin.index.RowFilter;
import io.dunlin.persistence.fieldindex.IndexedFilter;
import io.dunlin.persistence.fieldindex.RowMatches;
import io.dunlin.persistence.filter.FilterLeaves;
import io.dunlin.persistence.filter.FilterLeaves.Leaf;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.List;

/** Reports what a filter leaves of a segment. It filters once more for that. */
final class SegmentFilter {
  private SegmentFilter() {}

  static ShardReport.Filtering report(SegmentSlice slice, Filter filter, String vector) {
    RowFilter rows = SliceFilter.of(slice, filter, vector);
    int estimate = rows.estimate();
    int matching = 0;
    int end = slice.rows();
    for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
      matching++;
    }
    IndexedFilter indexes = slice.indexed();
    List<ShardReport.Checked> conditions =
        FilterLeaves.of(filter).stream().map(leaf -> checked(leaf, slice, indexes)).toList();
    return new ShardReport.Filtering(estimate, matching, conditions);
  }

  private static ShardReport.Checked checked(Leaf leaf, SegmentSlice slice, IndexedFilter indexes) {
    RowMatches said = indexes.matches(leaf.condition());
    long open = said.open().getCardinality();
    ShardReport.Use use =
        switch (leaf.condition()) {
          case Condition.HasId _, Condition.HasVector _, Condition.Slice _ ->
              ShardReport.Use.SEGMENT;
          case Condition _ when open == 0 -> ShardReport.Use.INDEX;
          case Condition _ when open < slice.rows() -> ShardReport.Use.PART_OF_INDEX;
          case Condition _ -> ShardReport.Use.PAYLOAD;
        };
    return new ShardReport.Checked(
        leaf.place(), path(leaf.condition()), use, said.sure().getCardinality(), open);
  }

  private static String path(Condition condition) {
    return switch (condition) {
      case Condition.Field field -> field.path().text();
      case Condition.IsEmpty(var path) -> path.text();
      case Condition.IsNull(var path) -> path.text();
      case Condition.Nested nested -> nested.path().text();
      case Filter _, Condition.HasId _, Condition.HasVector _, Condition.Slice _ -> "";
    };
  }
}
