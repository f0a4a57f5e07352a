package io.dunlin.persistence.event;

/**
 * How far a reader of a log has come.
 *
 * @param position of the last entry; 0 before the first
 * @param epoch of that entry
 * @param prefix hash of all entries up to it
 */
public record LogPoint(long position, long epoch, long prefix) {
  /** Before the first entry. */
  public static final LogPoint START = new LogPoint(0, 0, 0);

  /** The point at {@code entry}, which follows this one at the given position. */
  public LogPoint next(long at, LogEntry<?> entry) {
    return new LogPoint(at, entry.epoch(), entry.prefixAfter(prefix));
  }
}
