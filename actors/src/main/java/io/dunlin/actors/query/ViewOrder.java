package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.RowFilter;
import io.dunlin.persistence.fieldindex.ColumnIndex;
import io.dunlin.persistence.fieldindex.FieldIndex;
import io.dunlin.persistence.fieldindex.PayloadValues;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;

/** The first points of a view by the values at a path. Made for one read. */
final class ViewOrder {
  private final ReadProtocol.Order read;
  private final LongPredicate begun;
  private final Comparator<Candidate> order;
  private final PayloadValues values;

  /** The last of the first stands on top, so that an earlier one can take its place. */
  private final PriorityQueue<Candidate> first;

  private record Candidate(long number, PointId id, SegmentSlice slice, int row) {}

  private ViewOrder(ReadProtocol.Order read) {
    this.read = read;
    this.values = new PayloadValues(read.type(), read.path());
    Comparator<Candidate> ascending = Comparator.comparingLong(Candidate::number);
    this.order =
        (read.descending() ? ascending.reversed() : ascending).thenComparing(Candidate::id);
    this.first = new PriorityQueue<>(order.reversed());
    this.begun =
        read.from().isEmpty()
            ? _ -> true
            : read.descending()
                ? number -> number <= read.from().get()
                : number -> number >= read.from().get();
  }

  /** In order; equal values by id. The caller holds the view. */
  static List<ReadProtocol.Placed> first(ShardView view, ReadProtocol.Order read) {
    if (read.limit() <= 0) {
      return List.of();
    }
    ViewOrder order = new ViewOrder(read);
    for (Part part : view.parts()) {
      order.look(part.slice());
    }
    return order.first.stream()
        .sorted(order.order)
        .map(candidate ->
            new ReadProtocol.Placed(
                candidate.number(), read.projection().hit(candidate.slice(), candidate.row(), 0f)))
        .toList();
  }

  private void look(SegmentSlice slice) {
    RowFilter rows = SliceFilter.of(slice, read.filter(), null);
    Optional<FieldIndex> index =
        slice.segment().fields().find(read.path()).filter(known -> known.type() == read.type());
    Optional<ColumnIndex> column = index.flatMap(FieldIndex::column);
    if (column.isEmpty()) {
      int end = slice.rows();
      for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
        offerPayload(slice, row);
      }
      return;
    }
    walk(column.get(), slice, rows);
    slice
        .overlay()
        .forEach((row, _) -> {
          if (rows.accepts(row)) {
            offerPayload(slice, row);
          }
        });
  }

  /** Values of rows whose payload has changed since are not in the column any more. */
  private void walk(ColumnIndex column, SegmentSlice slice, RowFilter rows) {
    int start =
        read.descending() ? column.first(number -> !begun.test(number)) - 1 : column.first(begun);
    int step = read.descending() ? -1 : 1;
    for (int place = start; place >= 0 && place < column.size(); place += step) {
      long number = column.number(place);
      if (first.size() == read.limit() && isAfter(number, first.element().number())) {
        return;
      }
      int row = column.row(place);
      if (row < slice.rows() && slice.overlay().get(row) == null && rows.accepts(row)) {
        offer(number, slice, row);
      }
    }
  }

  private boolean isAfter(long number, long last) {
    return read.descending() ? number < last : number > last;
  }

  private void offerPayload(SegmentSlice slice, int row) {
    for (long number : values.numbers(slice.payloadBytes(row))) {
      if (begun.test(number)) {
        offer(number, slice, row);
      }
    }
  }

  private void offer(long number, SegmentSlice slice, int row) {
    if (first.size() == read.limit() && isAfter(number, first.element().number())) {
      return;
    }
    PointId id = slice.segment().id(row);
    if (read.fromId().isPresent()
        && read.from().filter(start -> start == number).isPresent()
        && id.compareTo(read.fromId().get()) < 0) {
      return;
    }
    first.add(new Candidate(number, id, slice, row));
    if (first.size() > read.limit()) {
      first.remove();
    }
  }
}
