package io.dunlin.actors.log;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.BrokenHistoryException;
import io.dunlin.persistence.fence.LogHistory;

/** Takes the rows of a log as the journal gives them, and hands on the one history in them. */
final class Replay<E> {
  private final String log;
  private final LogHistory<E> history;
  private long reached;

  /**
   * @param start what the reader has already
   */
  Replay(String log, LogPoint start, LogHistory.Reader<E> reader) {
    this.log = log;
    this.history = new LogHistory<>(start, reader);
    this.reached = start.position();
  }

  /**
   * @throws BrokenHistoryException when rows are missing before it, or the start is none of this
   *     log's
   */
  void offer(long position, LogEntry<E> entry) {
    reached = Math.max(reached, position);
    history.offer(position, entry);
  }

  /**
   * No more rows.
   *
   * @param last the last position that the journal knows of: of a log that was trimmed to its end
   *     it gives no rows, but it knows that still
   * @throws BrokenHistoryException as {@link #offer}
   * @throws IllegalStateException when the log goes on further than the rows did
   */
  void end(long last) {
    history.end();
    if (last != reached) {
      throw new IllegalStateException(
          "log %s goes on after position %d to %d: the events between are gone"
              .formatted(log, reached, last));
    }
  }
}
