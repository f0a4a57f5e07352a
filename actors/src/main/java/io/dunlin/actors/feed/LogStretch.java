package io.dunlin.actors.feed;

import io.dunlin.actors.feed.RecentEntries.Recent;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.fence.BrokenHistoryException;
import io.dunlin.persistence.fence.LogHistory;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the rows of a log that follow a point, as the journal gives them, until they are enough;
 * keeps those that count. One thread at a time.
 */
final class LogStretch {
  /** What the rows were. */
  sealed interface Found {}

  /** The entries that follow; none only where there were no rows to speak of. */
  record Following(List<Recent> entries) implements Found {}

  /** The first row stands later than the one that was wanted. */
  record Missing(long first) implements Found {}

  /** The rows do not go on from the point. */
  record Elsewhere() implements Found {}

  private final long to;
  private final long enough;
  private final LogHistory<ShardEvent> history;
  private final List<Recent> entries = new ArrayList<>();
  private LogPoint at;
  private long first;
  private long seen;
  private long bytes;
  private boolean broken;

  /**
   * @param to the last position that is wanted: one that the rightful writer has confirmed
   * @param enough bytes
   */
  LogStretch(LogPoint after, long to, long enough) {
    this.at = after;
    this.seen = after.position();
    this.to = to;
    this.enough = enough;
    this.history = new LogHistory<>(after, this::tell);
  }

  /** Whether no more rows are wanted. */
  boolean isFull() {
    return broken || first > seen + 1 || bytes >= enough;
  }

  @SuppressWarnings("unchecked") // a shard's log has a shard's events
  void offer(long position, Object event) {
    if (first == 0) {
      first = position;
    }
    if (isFull()) {
      return;
    }
    seen = position;
    step(() -> history.offer(position, (LogEntry<ShardEvent>) event));
  }

  /** No more rows, or no more that are wanted. */
  Found end() {
    if (first == 0 || first > seen + 1) {
      return new Missing(first == 0 ? to + 1 : first);
    }
    if (!isFull() && seen == to) {
      step(history::end);
      // The writer's own last entry counts; rows that do not lead to it lead from elsewhere.
      broken |= at.position() != to;
    }
    return broken ? new Elsewhere() : new Following(entries);
  }

  private void step(Runnable step) {
    try {
      step.run();
    } catch (BrokenHistoryException e) {
      broken = true;
    }
  }

  private void tell(long position, LogEntry<ShardEvent> entry) {
    LogPoint before = at;
    at = before.next(position, entry);
    entries.add(new Recent(at, before.position(), entry));
    bytes += entry.bytes().length;
  }
}
