package io.dunlin.http;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Point;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.change.PointChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The changes of one collection, one position for each write, as of a single shard. A token is the
 * number of positions that were told.
 */
final class InMemoryFeed {
  private static final long LOOK_EVERY_MILLIS = 20;

  /**
   * @param added those of the points that are now which were not before
   */
  private record Write(List<Point> now, Set<PointId> added, List<PointId> gone) {}

  private final List<Write> writes = new ArrayList<>();
  private boolean dropped;

  /** Notes what a write has done. */
  synchronized void wrote(Map<PointId, Point> before, Map<PointId, Point> after) {
    List<Point> now =
        after.values().stream()
            .filter(point ->
                Optional.ofNullable(before.get(point.id()))
                    .filter(old -> old.version() == point.version())
                    .isEmpty())
            .toList();
    writes.add(new Write(now, less(after, before), List.copyOf(less(before, after))));
  }

  private static Set<PointId> less(Map<PointId, Point> some, Map<PointId, Point> others) {
    Set<PointId> ids = new LinkedHashSet<>(some.keySet());
    ids.removeAll(others.keySet());
    return ids;
  }

  synchronized void drop() {
    dropped = true;
  }

  private synchronized Optional<Write> write(int number) {
    if (dropped) {
      throw new DunlinFailure.NotFound("Collection was deleted").asException();
    }
    return number < writes.size() ? Optional.of(writes.get(number)) : Optional.empty();
  }

  private synchronized int size() {
    return writes.size();
  }

  /**
   * @param present the points that are there
   */
  Source<FeedEvent, NotUsed> open(ChangesRequest request, Supplier<List<Hit>> present) {
    return switch (request.start()) {
      case ChangesRequest.Now _ -> from(size(), request);
      case ChangesRequest.Beginning _ -> from(0, request);
      case ChangesRequest.Present _ -> {
        int begin = size();
        yield Source.<FeedEvent>single(
                new FeedEvent.Present(present.get(), true, Integer.toString(begin)))
            .concat(from(begin, request));
      }
      case ChangesRequest.After(String token) -> from(told(token), request);
    };
  }

  private static int told(String token) {
    try {
      return Integer.parseInt(token);
    } catch (NumberFormatException e) {
      throw new DunlinFailure.BadRequest("token: expected one of an event of a change feed")
          .asException();
    }
  }

  private Source<FeedEvent, NotUsed> from(int begin, ChangesRequest request) {
    return Source.<FeedEvent>single(heartbeat(begin))
        .concat(Source.unfoldAsync(begin, told -> next(told, request)));
  }

  private static FeedEvent heartbeat(int told) {
    return new FeedEvent.Heartbeat(new TreeMap<>(Map.of(0, (long) told)), Integer.toString(told));
  }

  private CompletionStage<Optional<Pair<Integer, FeedEvent>>> next(
      int told, ChangesRequest request) {
    return CompletableFuture.supplyAsync(
        () ->
            Optional.of(
                write(told)
                    .map(write -> Pair.create(told + 1, event(told + 1, write, request)))
                    .orElseGet(() -> Pair.create(told, heartbeat(told)))),
        write(told).isPresent()
            ? Runnable::run
            : CompletableFuture.delayedExecutor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static FeedEvent event(int position, Write write, ChangesRequest request) {
    CompiledFilter filter = CompiledFilter.of(request.filter());
    List<PointChange> changes = new ArrayList<>();
    for (Point point : write.now()) {
      if (filter.matches(point.id(), point.payload(), _ -> false)) {
        changes.add(
            new PointChange.Set(
                point.id(),
                request.payload().of(point.payload()),
                selected(point, request.vectors()),
                write.added().contains(point.id()) ? PutKind.INSERT : PutKind.UPDATE));
      } else if (!request.skipLeft()) {
        changes.add(new PointChange.Left(point.id()));
      }
    }
    write.gone().forEach(id -> changes.add(new PointChange.Removed(id)));
    return changes.isEmpty()
        ? heartbeat(position)
        : new FeedEvent.Changes(
            InMemoryCollections.SHARD,
            0,
            Optional.empty(),
            position,
            0,
            changes,
            Integer.toString(position));
  }

  private static Map<String, VectorValue> selected(Point point, VectorSelector selector) {
    Map<String, VectorValue> vectors = new LinkedHashMap<>(point.vectors());
    return switch (selector) {
      case VectorSelector.None _ -> Map.of();
      case VectorSelector.All _ -> vectors;
      case VectorSelector.Names(List<String> names) -> {
        vectors.keySet().retainAll(names);
        yield vectors;
      }
    };
  }
}
