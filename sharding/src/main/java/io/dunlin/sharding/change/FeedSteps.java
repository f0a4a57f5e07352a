package io.dunlin.sharding.change;

import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.change.FeedToken.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes of a shard's log entries what a feed tells of them. Pure but for where it stands. */
final class FeedSteps {
  /** Changes of one position that are more than this are told in several events. */
  private static final long EVENT_BYTES = 512 << 10;

  private static final int EVENT_CHANGES = 2000;

  private final CollectionInfo collection;
  private final ShardId shard;
  private final ChangesRequest request;
  private final Optional<CompiledFilter> filter;
  private Place at;

  /**
   * @param at where the shard has been told up to
   */
  FeedSteps(CollectionInfo collection, ShardId shard, ChangesRequest request, Place at) {
    this.collection = collection;
    this.shard = shard;
    this.request = request;
    this.filter =
        request.filter().isAll()
            ? Optional.empty()
            : Optional.of(CompiledFilter.of(request.filter()));
    this.at = at;
  }

  List<FeedStep> of(List<LogFollower.Entry> entries) {
    List<FeedStep> steps = new ArrayList<>();
    for (LogFollower.Entry entry : entries) {
      if (entry.entry() instanceof LogEntry.Written<ShardEvent> written) {
        switch (written.event()) {
          case ShardEvent.Committed committed -> add(entry.at(), committed, steps);
          case ShardEvent.VectorsChanged(VectorColumns vectors) ->
              steps.add(step(entry.at(), vectors));
          case ShardEvent.SegmentFrozen _, ShardEvent.SegmentsMerged _ -> {}
        }
      }
      at = new Place(entry.at(), 0);
    }
    if (!entries.isEmpty() && !endsAt(steps, at)) {
      steps.add(new FeedStep(shard, Optional.of(at), Optional.empty()));
    }
    return steps;
  }

  private static boolean endsAt(List<FeedStep> steps, Place place) {
    return !steps.isEmpty() && steps.getLast().place().equals(Optional.of(place));
  }

  private void add(LogPoint point, ShardEvent.Committed committed, List<FeedStep> steps) {
    List<PointChange> told = new ArrayList<>();
    long bytes = 0;
    int count = committed.changes().size();
    for (int i = at.skip(); i < count; i++) {
      RowChange change = committed.changes().get(i);
      bytes += EventBytes.sizeOf(change);
      told(change).ifPresent(told::add);
      boolean full = bytes >= EVENT_BYTES || told.size() >= EVENT_CHANGES;
      if (i == count - 1 || full) {
        Place after = i == count - 1 ? new Place(point, 0) : new Place(at.at(), i + 1);
        if (!told.isEmpty()) {
          steps.add(step(after, point.position(), committed.time(), List.copyOf(told)));
        }
        told.clear();
        bytes = 0;
      }
    }
  }

  private FeedStep step(Place after, long position, long time, List<PointChange> told) {
    return new FeedStep(
        shard,
        Optional.of(after),
        Optional.of(token ->
            new FeedEvent.Changes(
                shard,
                collection.number(shard),
                collection.keyOf(shard),
                position,
                time,
                told,
                token)));
  }

  private FeedStep step(LogPoint after, VectorColumns vectors) {
    SortedMap<String, Long> made = new TreeMap<>();
    vectors.columns().forEach((name, column) -> made.put(name, column.made()));
    return new FeedStep(
        shard,
        Optional.of(new Place(after, 0)),
        Optional.of(token ->
            new FeedEvent.VectorsChanged(
                shard, collection.number(shard), after.position(), made, token)));
  }

  private Optional<PointChange> told(RowChange change) {
    return switch (change) {
      case RowChange.Put(var id, var vectors, var payload, var kind) ->
          fits(id, payload)
              ? Optional.of(
                  new PointChange.Set(id, request.payload().of(payload), selected(vectors), kind))
              : left(id);
      case RowChange.PutPayload(PointId id, Payload payload) ->
          fits(id, payload)
              ? Optional.of(new PointChange.PayloadSet(id, request.payload().of(payload)))
              : left(id);
      case RowChange.Remove(PointId id) -> Optional.of(new PointChange.Removed(id));
    };
  }

  private boolean fits(PointId id, Payload payload) {
    return filter.map(test -> test.matches(id, payload, _ -> false)).orElse(true);
  }

  private Optional<PointChange> left(PointId id) {
    return request.skipLeft() ? Optional.empty() : Optional.of(new PointChange.Left(id));
  }

  /** A log knows vectors by their keys. */
  private static Map<String, VectorValue> byName(Map<String, VectorValue> byKey) {
    Map<String, VectorValue> vectors = new HashMap<>();
    byKey.forEach((key, vector) -> vectors.put(VectorColumns.name(key), vector));
    return vectors;
  }

  private Map<String, VectorValue> selected(Map<String, VectorValue> vectors) {
    return switch (request.vectors()) {
      case VectorSelector.None _ -> Map.of();
      case VectorSelector.All _ -> byName(vectors);
      case VectorSelector.Names(List<String> names) -> {
        Map<String, VectorValue> chosen = byName(vectors);
        chosen.keySet().retainAll(names);
        yield chosen;
      }
    };
  }
}
