package io.dunlin.persistence.fence;

import io.dunlin.persistence.event.LogEntry;

/**
 * A log's rows do not go on from what their reader has: rows are gone, or the reader has some that
 * never were part of the log's history.
 */
public final class BrokenHistoryException extends RuntimeException {
  BrokenHistoryException(long position, LogEntry<?> entry, long known) {
    super(
        "the log goes on at position %d in epoch %d, which does not follow position %d: the events between are gone, or what is held here is not of this log"
            .formatted(position, entry.epoch(), known));
  }
}
