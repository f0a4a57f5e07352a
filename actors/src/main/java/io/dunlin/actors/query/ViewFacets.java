package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.RowFilter;
import io.dunlin.persistence.fieldindex.FieldIndex;
import io.dunlin.persistence.fieldindex.KeyIndex;
import io.dunlin.persistence.fieldindex.PayloadValues;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** How many points of a view have each of the values at a path. Made for one read. */
final class ViewFacets {
  /** Looking a payload up costs about as much as asking so many keys for their rows. */
  private static final int KEYS_PER_PAYLOAD = 8;

  private final ReadProtocol.Facet read;
  private final PayloadValues values;
  private final Map<Object, Long> counts = new HashMap<>();

  private ViewFacets(ReadProtocol.Facet read) {
    this.read = read;
    this.values = new PayloadValues(read.type(), read.path());
  }

  /** The most frequent values, as many as the read wants. The caller holds the view. */
  static List<FacetCount> count(ShardView view, ReadProtocol.Facet read) {
    ViewFacets facets = new ViewFacets(read);
    for (Part part : view.parts()) {
      facets.look(part.slice());
    }
    return FacetCount.best(facets.counts, read.limit());
  }

  private void look(SegmentSlice slice) {
    Optional<KeyIndex> keys =
        slice
            .segment()
            .fields()
            .find(read.path())
            .filter(index -> index.type() == read.type())
            .flatMap(FieldIndex::keys);
    if (keys.isPresent() && everyRow(slice)) {
      for (int rank = 0; rank < keys.get().size(); rank++) {
        add(keys.get().value(rank), keys.get().rows(rank).getCardinality());
      }
      return;
    }
    MutableRoaringBitmap rows = accepted(slice);
    long payloads = (long) rows.getCardinality() * KEYS_PER_PAYLOAD;
    if (keys.isEmpty() || payloads < keys.get().size()) {
      rows.forEach((int row) -> addPayload(slice, row));
      return;
    }
    // What the index says of rows whose payload has changed since is not so any more.
    slice
        .overlay()
        .forEach((row, _) -> {
          if (rows.contains(row)) {
            addPayload(slice, row);
            rows.remove(row);
          }
        });
    for (int rank = 0; rank < keys.get().size(); rank++) {
      add(
          keys.get().value(rank),
          ImmutableRoaringBitmap.andCardinality(rows, keys.get().rows(rank)));
    }
  }

  /** Whether the index of the segment says all there is to say. */
  private boolean everyRow(SegmentSlice slice) {
    return read.filter().equals(Filter.ALL)
        && slice.dead().count() == 0
        && slice.overlay().count() == 0
        && slice.rows() == slice.segment().rows();
  }

  private MutableRoaringBitmap accepted(SegmentSlice slice) {
    RowFilter filter = SliceFilter.of(slice, read.filter(), null);
    MutableRoaringBitmap rows = new MutableRoaringBitmap();
    int end = slice.rows();
    for (int row = filter.nextAccepted(0, end);
        row < end;
        row = filter.nextAccepted(row + 1, end)) {
      rows.add(row);
    }
    return rows;
  }

  private void addPayload(SegmentSlice slice, int row) {
    values.keys(slice.payloadBytes(row)).forEach(value -> add(value, 1));
  }

  private void add(Object value, long points) {
    if (points > 0) {
      counts.merge(value, points, Long::sum);
    }
  }
}
