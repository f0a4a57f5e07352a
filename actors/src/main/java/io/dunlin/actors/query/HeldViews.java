package io.dunlin.actors.query;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The views that this node holds for cursors, so that all pages of one are of the same. What is
 * held keeps its segments' files and memory, also of points that were deleted since: so the number
 * of cursors is bounded, and one that is not used for its time is let go of, as are those of a copy
 * that is closed. Any thread may call.
 */
public final class HeldViews implements AutoCloseable {
  /** What is said of a cursor of which nothing is held any more. */
  public static final String GONE =
      "cursor: what it held has been let go of, as it was read to its end, closed, not used for its `keep_alive`, or its node or shard has moved; begin again with `\"cursor\": {}`";

  /** What a cursor holds here. */
  private static final class Cursor {
    final UUID collection;
    final long keepNanos;
    final Map<ShardId, Held> views = new HashMap<>();
    long used;

    Cursor(UUID collection, Duration keepAlive, long now) {
      this.collection = collection;
      this.keepNanos = keepAlive.toNanos();
      this.used = now;
    }
  }

  /** One shard's view, and the ranking that is kept with it. */
  private static final class Held {
    final ShardCopy copy;
    final ShardView view;
    final List<ReadProtocol.Rank> ranking = new ArrayList<>();

    Held(ShardCopy copy, ShardView view) {
      this.copy = copy;
      this.view = view;
    }
  }

  private final CopyRegistry copies;
  private final CursorSettings settings;
  private final CursorMetrics metrics;
  private final LongSupplier clock;
  // In the order in which they were begun.
  private final Map<UUID, Cursor> cursors = new LinkedHashMap<>();

  /**
   * @param clock as {@link System#nanoTime}
   */
  public HeldViews(
      CopyRegistry copies, CursorSettings settings, CursorMetrics metrics, LongSupplier clock) {
    this.copies = copies;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
  }

  // ---- holding ----

  /**
   * Holds a view, which the caller holds, too; where the cursor holds one of that shard already, it
   * stays with that.
   *
   * @return the position that is held
   */
  synchronized long hold(ReadProtocol.Hold hold, ShardCopy copy, ShardView view) {
    sweep();
    Cursor cursor = cursors.get(hold.cursor());
    if (cursor == null) {
      checkRoom(hold.collection());
      cursor = new Cursor(hold.collection(), hold.keepAlive(), clock.getAsLong());
      cursors.put(hold.cursor(), cursor);
    }
    Held before = cursor.views.get(copy.shard());
    if (before != null) {
      return before.view.position();
    }
    if (!view.tryAcquire()) {
      throw new IllegalStateException("a view was freed while it was read");
    }
    cursor.views.put(copy.shard(), new Held(copy, view));
    tell();
    return view.position();
  }

  private void checkRoom(UUID collection) {
    long ofCollection =
        cursors.values().stream().filter(each -> each.collection.equals(collection)).count();
    if (cursors.size() >= settings.perNode()) {
      throw tooMany("this node", settings.perNode());
    }
    if (ofCollection >= settings.perCollection()) {
      throw tooMany("this node for the collection", settings.perCollection());
    }
  }

  private DunlinException tooMany(String where, int most) {
    metrics.refused();
    return new DunlinFailure.Overloaded(
            "cursor: %d are open on %s, which is the most; close those that are not read to their end, or come back when some have not been used for their `keep_alive`"
                .formatted(most, where),
            settings.keepAlive())
        .asException();
  }

  /** The view that a cursor holds of a shard, held for the caller too; empty when it is gone. */
  synchronized Optional<ShardView> use(UUID id, ShardId shard, long position) {
    sweep();
    return held(id, shard)
        .map(held -> held.view)
        .filter(view -> view.position() == position && view.tryAcquire());
  }

  /** Any view of a shard as of a position, held for the caller too. */
  synchronized Optional<ShardView> asOf(ShardId shard, long position) {
    sweep();
    return cursors.values().stream()
        .flatMap(cursor -> Optional.ofNullable(cursor.views.get(shard)).stream())
        .map(held -> held.view)
        .filter(view -> view.position() == position && view.tryAcquire())
        .findFirst();
  }

  /** The positions of a shard of which views are held. */
  synchronized SortedSet<Long> positions(ShardId shard) {
    SortedSet<Long> positions = new TreeSet<>();
    for (Cursor cursor : cursors.values()) {
      Held held = cursor.views.get(shard);
      if (held != null) {
        positions.add(held.view.position());
      }
    }
    return positions;
  }

  // ---- rankings ----

  /** Adds to the ranking that is kept with a view, once. False when what it adds to is gone. */
  synchronized boolean keep(ReadProtocol.Keep keep, ShardId shard) {
    Optional<Held> held = held(keep.cursor(), shard);
    held.map(found -> found.ranking)
        .filter(ranking -> ranking.size() == keep.from())
        .ifPresent(ranking -> ranking.addAll(keep.ranking()));
    return held.filter(found -> found.ranking.size() >= keep.from()).isPresent();
  }

  static DunlinException gone() {
    return new DunlinFailure.OutOfRange(GONE).asException();
  }

  /** Some places of it; empty when the view is gone. */
  synchronized Optional<ReadProtocol.Ranking> ranked(ReadProtocol.Ranked read, ShardId shard) {
    return held(read.cursor(), shard)
        .map(found ->
            new ReadProtocol.Ranking(
                found.ranking.stream().skip(read.from()).limit(read.limit()).toList(),
                found.ranking.size()));
  }

  private Optional<Held> held(UUID id, ShardId shard) {
    Cursor cursor = cursors.get(id);
    if (cursor == null) {
      return Optional.empty();
    }
    cursor.used = clock.getAsLong();
    return Optional.ofNullable(cursor.views.get(shard));
  }

  // ---- letting go ----

  /** False when there is nothing of it. */
  synchronized boolean letGo(UUID id) {
    Cursor cursor = cursors.remove(id);
    if (cursor == null) {
      return false;
    }
    cursor.views.values().forEach(held -> held.view.release());
    tell();
    return true;
  }

  private void tell() {
    metrics.held(
        cursors.size(), cursors.values().stream().mapToInt(cursor -> cursor.views.size()).sum());
  }

  /** Lets go of what has not been used for its time, and of copies that are not there any more. */
  public synchronized void sweep() {
    long now = clock.getAsLong();
    List<UUID> over = new ArrayList<>();
    cursors.forEach((id, cursor) -> {
      if (now - cursor.used > cursor.keepNanos) {
        over.add(id);
        metrics.expired();
      } else if (cursor.views.values().stream().anyMatch(held -> !isOpen(held.copy))) {
        over.add(id);
      }
    });
    over.forEach(this::letGo);
  }

  private boolean isOpen(ShardCopy copy) {
    return copies.find(copy.shard()).filter(copy::equals).isPresent();
  }

  @Override
  public synchronized void close() {
    List.copyOf(cursors.keySet()).forEach(this::letGo);
  }
}
