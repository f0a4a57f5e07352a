package io.dunlin.persistence.fence;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the one history in the rows of a log, some of which may be of writers that were no longer
 * the rightful ones: a write may arrive long after its writer gave it up, so that a position has
 * rows of several epochs.
 *
 * <p>A row goes on from the row before it: an event from one of its own epoch, the start of an
 * epoch from the one that it names. So the rows form branches. A branch ends where a row goes on
 * from another and none from it; while several are alive, nothing of them is told. Where the rows
 * end and several are still alive, the one with the highest epoch counts; only whoever begins a new
 * epoch from there makes that so for ever.
 *
 * <p>That relies on writers that have one entry under way at a time, and on claims that are granted
 * in the order of their epochs: then a fenced writer can leave one late row at most, and never one
 * that a later writer built on without having seen it. Not thread-safe.
 *
 * @param <E> the log's events
 */
public final class LogHistory<E> {
  /** An entry and where it stands. */
  public record Row<E>(long position, LogEntry<E> entry) {}

  /** Told each row of the history, in order. */
  @FunctionalInterface
  public interface Reader<E> {
    void read(long position, LogEntry<E> entry);
  }

  /** What may turn out to be the history, from where it parts from the others. */
  private record Branch<E>(long position, long epoch, List<Row<E>> rows) {
    boolean goesOnWith(Row<E> row) {
      return switch (row.entry()) {
        case LogEntry.Written<E> written ->
            written.epoch() == epoch && row.position() == position + 1;
        case LogEntry.EpochStarted<E> started ->
            started.epoch() > epoch && started.after() == position && started.afterEpoch() == epoch;
      };
    }

    Branch<E> with(Row<E> row) {
      List<Row<E>> longer = new ArrayList<>(rows);
      longer.add(row);
      return new Branch<>(row.position(), row.entry().epoch(), longer);
    }
  }

  private final Reader<E> reader;
  private final List<Row<E>> samePosition = new ArrayList<>();
  private List<Branch<E>> branches;

  /**
   * @param start what the reader has already
   */
  public LogHistory(LogPoint start, Reader<E> reader) {
    this.branches = List.of(new Branch<>(start.position(), start.epoch(), List.of()));
    this.reader = reader;
  }

  /**
   * Takes the next row, in the order of positions; those of one position in any order.
   *
   * @throws BrokenHistoryException when rows are missing before it, or the reader's start is none
   *     of this log's
   */
  public void offer(long position, LogEntry<E> entry) {
    if (!samePosition.isEmpty() && samePosition.getFirst().position() != position) {
      settle();
    }
    samePosition.add(new Row<>(position, entry));
  }

  /**
   * No more rows.
   *
   * @throws BrokenHistoryException as {@link #offer}
   */
  public void end() {
    settle();
    branches.stream().max(Comparator.comparingLong(Branch::epoch)).ifPresent(this::tell);
  }

  private void settle() {
    List<Branch<E>> longer = new ArrayList<>();
    for (Branch<E> branch : branches) {
      for (Row<E> row : samePosition) {
        if (branch.goesOnWith(row)) {
          longer.add(branch.with(row));
        }
      }
    }
    if (longer.isEmpty()) {
      samePosition.forEach(this::checkStale);
    } else {
      branches = longer;
    }
    samePosition.clear();
    if (branches.size() == 1) {
      tell(branches.getFirst());
    }
  }

  /**
   * A row that nothing leads to was written by one whose time was over, or else rows are missing.
   */
  private void checkStale(Row<E> row) {
    long newest = branches.stream().mapToLong(Branch::epoch).max().orElseThrow();
    if (row.entry().epoch() >= newest) {
      throw new BrokenHistoryException(row.position(), row.entry(), branches.getFirst().position());
    }
  }

  private void tell(Branch<E> history) {
    branches = List.of(new Branch<>(history.position(), history.epoch(), List.of()));
    history.rows().forEach(row -> reader.read(row.position(), row.entry()));
  }
}
