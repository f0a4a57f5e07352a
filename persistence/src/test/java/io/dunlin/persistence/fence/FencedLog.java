package io.dunlin.persistence.fence;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.fence.LogHistory.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * A log in a journal as unkind as a real one may be: each writer has one row under way, which lands
 * when it likes, also when its writer is long fenced, and rows of one position have no order.
 */
final class FencedLog {
  /** How a reader makes one history of the rows that it is given. */
  interface HistoryMaker {
    List<Row<ShardEvent>> history(LogPoint start, List<Row<ShardEvent>> rows);
  }

  /** As the product reads. */
  static List<Row<ShardEvent>> branches(LogPoint start, List<Row<ShardEvent>> rows) {
    List<Row<ShardEvent>> history = new ArrayList<>();
    LogHistory<ShardEvent> reader =
        new LogHistory<>(start, (position, entry) -> history.add(new Row<>(position, entry)));
    rows.forEach(row -> reader.offer(row.position(), row.entry()));
    reader.end();
    return history;
  }

  /** A writer's way: it claims, replays, begins, and writes one row after the other. */
  private final class Writer {
    private final long epoch;
    private final List<Row<ShardEvent>> history;
    private LogPoint at = LogPoint.START;
    private Row<ShardEvent> underWay;
    private boolean ended;

    Writer(long epoch) {
      this.epoch = epoch;
      List<Row<ShardEvent>> seen = asReplayed();
      history = maker.history(LogPoint.START, seen);
      for (Row<ShardEvent> row : history) {
        at = checked(at, row);
      }
      long highest = seen.isEmpty() ? 0 : seen.getLast().position();
      underWay =
          new Row<>(
              highest + 1, LogEntry.epochStarted(epoch, at.position(), at.epoch(), at.prefix()));
    }

    /** The row under way is in the journal and its writer hears of it. */
    void confirmed() {
      if (!landed.contains(underWay)) {
        landed.add(underWay);
      }
      if (epoch < claimed) {
        ended = true;
        return;
      }
      at = at.next(underWay.position(), underWay.entry());
      if (underWay.entry() instanceof LogEntry.Written<ShardEvent>) {
        acked.put(underWay.position(), underWay);
        ackedPoints.add(at);
      }
      underWay =
          new Row<>(
              at.position() + 1,
              LogEntry.written(epoch, new ShardEvent.Committed(random.nextLong(), List.of())));
    }
  }

  private final Random random;
  private final HistoryMaker maker;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Row<ShardEvent>> landed = new ArrayList<>();
  private final NavigableMap<Long, Row<ShardEvent>> acked = new TreeMap<>();
  private final List<LogPoint> ackedPoints = new ArrayList<>();
  private long claimed;

  FencedLog(Random random, HistoryMaker maker) {
    this.random = random;
    this.maker = maker;
  }

  /** One thing happens: a writer's row lands, or it hears so, or another writer claims the log. */
  void step() {
    List<Writer> busy = writers.stream().filter(writer -> !writer.ended).toList();
    if (busy.isEmpty() || random.nextInt(4) == 0) {
      claimed++;
      writers.add(new Writer(claimed));
      return;
    }
    Writer writer = random.nextBoolean() ? busy.getLast() : busy.get(random.nextInt(busy.size()));
    if (random.nextInt(3) == 0) {
      landed.add(writer.underWay);
      if (writer.epoch < claimed) {
        writer.ended = true; // it landed late, and its writer is no longer there to hear of it
      }
    } else {
      writer.confirmed();
    }
  }

  /** Fails when a reader would miss an acked row, or take one at another place. */
  void check() {
    List<Row<ShardEvent>> rows = allRows();
    NavigableMap<Long, Row<ShardEvent>> history = new TreeMap<>();
    LogPoint at = LogPoint.START;
    for (Row<ShardEvent> row : maker.history(LogPoint.START, rows)) {
      at = checked(at, row);
      history.put(row.position(), row);
    }
    for (Row<ShardEvent> row : acked.values()) {
      if (!row.equals(history.get(row.position()))) {
        throw new AssertionError("acked row " + row + " is not in the history");
      }
    }
    if (!ackedPoints.isEmpty()) {
      LogPoint from = ackedPoints.get(random.nextInt(ackedPoints.size()));
      List<Row<ShardEvent>> rest =
          maker.history(
              from, rows.stream().filter(row -> row.position() > from.position()).toList());
      if (!rest.equals(List.copyOf(history.tailMap(from.position(), false).values()))) {
        throw new AssertionError("a reader that starts at " + from + " finds another history");
      }
    }
  }

  int acked() {
    return acked.size();
  }

  /** Rows at positions that have others, too. */
  long contested() {
    return landed.size() - landed.stream().mapToLong(Row::position).distinct().count();
  }

  private static LogPoint checked(LogPoint before, Row<ShardEvent> row) {
    if (row.entry() instanceof LogEntry.EpochStarted<ShardEvent> started
        && started.prefix() != before.prefix()) {
      throw new AssertionError("epoch " + started.epoch() + " began from another history");
    }
    return before.next(row.position(), row.entry());
  }

  private List<Row<ShardEvent>> allRows() {
    List<Row<ShardEvent>> rows = new ArrayList<>(landed);
    Collections.shuffle(rows, random);
    rows.sort(Comparator.comparingLong(Row::position));
    return rows;
  }

  /** The journal's replay ends with the first row that it meets at the last position. */
  private List<Row<ShardEvent>> asReplayed() {
    List<Row<ShardEvent>> rows = allRows();
    while (rows.size() > 1 && rows.getLast().position() == rows.get(rows.size() - 2).position()) {
      rows.removeLast();
    }
    return rows;
  }
}
