package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.change.PointChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a client knows of a collection that has a change feed and nothing else. */
final class FoldedFeed {
  /** A point, its vectors as text: they have no equality of their own. */
  record Known(Optional<Payload> payload, Map<String, String> vectors) {
    /** Without the vectors of other names. */
    Known only(Set<String> names) {
      Map<String, String> left = new TreeMap<>(vectors);
      left.keySet().retainAll(names);
      return new Known(payload, left);
    }

    static Known of(Optional<Payload> payload, Map<String, VectorValue> vectors) {
      Map<String, String> texts = new TreeMap<>();
      vectors.forEach((name, vector) ->
          texts.put(
              name,
              vector instanceof VectorValue.Dense(float[] components)
                  ? java.util.Arrays.toString(components)
                  : vector.toString()));
      return new Known(payload, texts);
    }
  }

  private final Map<PointId, Known> points = new HashMap<>();
  private final Map<ShardId, List<String>> history = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final boolean complete;
  private boolean present;

  FoldedFeed() {
    this(false);
  }

  /**
   * @param complete whether all is told from the beginning on, so that a point that is not known is
   *     new
   */
  FoldedFeed(boolean complete) {
    this.complete = complete;
  }

  /** Takes the next event and returns its token. */
  String add(FeedEvent event) {
    switch (event) {
      case FeedEvent.Heartbeat heartbeat ->
          heartbeat.positions().forEach((shard, position) -> reached(shard, position));
      case FeedEvent.Present(var hits, boolean last, _) -> {
        hits.forEach(hit -> points.put(hit.id(), Known.of(hit.payload(), hit.vectors())));
        present |= last;
      }
      case FeedEvent.Changes changes -> {
        for (PointChange change : changes.changes()) {
          apply(change);
          history
              .computeIfAbsent(changes.shard(), _ -> new ArrayList<>())
              .add(changes.position() + " " + text(change));
        }
        // The position is not complete before something later is told.
        reached(changes.number(), changes.position() - 1);
      }
      case FeedEvent.VectorsChanged changed -> {
        points.replaceAll((_, known) -> known.only(changed.vectors().keySet()));
        reached(changed.number(), changed.position() - 1);
      }
      case FeedEvent.ShardDropped _ -> throw new AssertionError("no shard was dropped");
    }
    return event.token();
  }

  private static String text(PointChange change) {
    return change instanceof PointChange.Set set
        ? "%s %s %s".formatted(set.kind(), set.id(), Known.of(set.payload(), set.vectors()))
        : change.toString();
  }

  private void reached(int shard, long position) {
    long before = positions.getOrDefault(shard, 0L);
    if (position < before - 1) {
      throw new AssertionError(
          "shard %d was at position %d and is at %d".formatted(shard, before, position));
    }
    positions.put(shard, Math.max(before, position));
  }

  private void apply(PointChange change) {
    switch (change) {
      case PointChange.Set set -> {
        Known before = points.put(set.id(), Known.of(set.payload(), set.vectors()));
        if (complete) {
          assertThat(set.kind())
              .as("what happened to %s", set.id())
              .isEqualTo(before == null ? PutKind.INSERT : PutKind.UPDATE);
        }
      }
      // With a filter it may be the first that is heard of the point.
      case PointChange.PayloadSet(PointId id, Optional<Payload> payload) ->
          points.compute(
              id, (_, known) -> new Known(payload, known == null ? Map.of() : known.vectors()));
      case PointChange.Removed(PointId id) -> points.remove(id);
      case PointChange.Left(PointId id) -> points.remove(id);
    }
  }

  /** Whether all up to these positions has been told. */
  boolean has(CollectionInfo collection, Map<ShardId, Long> acked) {
    return acked.entrySet().stream()
        .allMatch(
            one -> positions.getOrDefault(collection.number(one.getKey()), 0L) >= one.getValue());
  }

  /** Whether the points that were there have been told. */
  boolean hasPresent() {
    return present;
  }

  Map<PointId, Known> points() {
    return points;
  }

  /** Each change and where it stands, by shard. */
  Map<ShardId, List<String>> history() {
    return history;
  }
}
