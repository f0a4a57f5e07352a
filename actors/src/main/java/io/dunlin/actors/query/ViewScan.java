package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.RowFilter;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Reads of a view that go by filter or id rather than by nearness. The caller holds the view. */
public final class ViewScan {
  private ViewScan() {}

  /** Ids of all matching points, in no particular order. */
  public static List<PointId> ids(ShardView view, Filter filter) {
    List<PointId> ids = new ArrayList<>();
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      RowFilter rows = SliceFilter.of(slice, filter, null);
      int end = slice.rows();
      for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
        ids.add(slice.segment().id(row));
      }
    }
    return ids;
  }

  /** Number of matching points. */
  static long count(ShardView view, Filter filter) {
    if (filter.equals(Filter.ALL)) {
      return view.points();
    }
    long count = 0;
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      RowFilter rows = SliceFilter.of(slice, filter, null);
      int end = slice.rows();
      for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
        count++;
      }
    }
    return count;
  }

  /** About as many points match: see {@link SliceFilter}. */
  static long estimate(ShardView view, Filter filter) {
    return view.parts().stream()
        .mapToLong(part -> SliceFilter.of(part.slice(), filter, null).estimate())
        .sum();
  }

  /**
   * Matching points by chance, the luckiest {@code limit}: each gets a number, which is its score.
   * The luckiest of all shards are then as good as drawn from all.
   */
  static List<Hit> sample(ShardView view, Filter filter, int limit, Projection projection) {
    if (limit <= 0) {
      return List.of();
    }
    PriorityQueue<Drawn> luckiest = new PriorityQueue<>(Comparator.comparingDouble(Drawn::luck));
    RandomGenerator random = ThreadLocalRandom.current();
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      RowFilter rows = SliceFilter.of(slice, filter, null);
      int end = slice.rows();
      for (int row = rows.nextAccepted(0, end); row < end; row = rows.nextAccepted(row + 1, end)) {
        float luck = random.nextFloat();
        if (luckiest.size() < limit) {
          luckiest.add(new Drawn(luck, slice, row));
        } else if (luck > luckiest.element().luck()) {
          luckiest.remove();
          luckiest.add(new Drawn(luck, slice, row));
        }
      }
    }
    return luckiest.stream()
        .sorted(Comparator.comparingDouble(Drawn::luck).reversed())
        .map(drawn -> projection.hit(drawn.slice(), drawn.row(), drawn.luck()))
        .toList();
  }

  private record Drawn(float luck, SegmentSlice slice, int row) {}

  /** The points that exist, in the order asked for. */
  static List<Hit> retrieve(ShardView view, List<PointId> ids, Projection projection) {
    List<Hit> hits = new ArrayList<>();
    for (PointId id : ids) {
      ShardView.@Nullable Location at = view.find(id);
      if (at != null) {
        hits.add(projection.hit(at.slice(), at.row(), 0f));
      }
    }
    return hits;
  }

  /** The first {@code limit} matching points in the order of their ids, from {@code offset} on. */
  static List<Hit> scroll(
      ShardView view, Filter filter, Optional<PointId> offset, int limit, Projection projection) {
    if (limit <= 0) {
      return List.of();
    }
    // The worst of the best stands on top, so that a better one can take its place.
    PriorityQueue<Candidate> best =
        new PriorityQueue<>(Comparator.comparing(Candidate::id).reversed());
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      RowFilter rows = SliceFilter.of(slice, filter, null);
      for (int row = firstRow(part, offset); row < slice.rows(); row++) {
        if (!slice.isLive(row)) {
          continue;
        }
        PointId id = slice.segment().id(row);
        if (best.size() == limit && id.compareTo(best.element().id()) >= 0) {
          if (part.sealed()) {
            break;
          }
          continue;
        }
        if ((offset.isEmpty() || id.compareTo(offset.get()) >= 0) && rows.accepts(row)) {
          best.add(new Candidate(id, slice, row));
          if (best.size() > limit) {
            best.remove();
          }
        }
      }
    }
    return best.stream()
        .sorted(Comparator.comparing(Candidate::id))
        .map(candidate -> projection.hit(candidate.slice(), candidate.row(), 0f))
        .toList();
  }

  /** Sealed rows are sorted by id: those before the offset are skipped by bisection. */
  private static int firstRow(Part part, Optional<PointId> offset) {
    if (!part.sealed() || offset.isEmpty()) {
      return 0;
    }
    int low = 0;
    int high = part.slice().rows();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (part.slice().segment().id(middle).compareTo(offset.get()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private record Candidate(PointId id, SegmentSlice slice, int row) {}
}
