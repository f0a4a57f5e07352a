package io.dunlin.actors.placement.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of one shard. Whoever reads sees all that has landed. */
final class ShardJournal {
  private final TreeMap<Long, TreeMap<Long, Row>> rows = new TreeMap<>();
  private final boolean chained;

  /**
   * @param chained whether an epoch counts only when the next one names it
   */
  ShardJournal(boolean chained) {
    this.chained = chained;
  }

  void land(Row row) {
    Row other =
        rows.computeIfAbsent(row.position(), _ -> new TreeMap<>()).putIfAbsent(row.epoch(), row);
    if (other != null) {
      throw new AssertionError("one epoch writes a position twice: " + other + " and " + row);
    }
  }

  Replay replay() {
    long highest = rows.isEmpty() ? 0 : rows.lastKey();
    return new Replay(chained ? chained() : highestEpochs(), highest);
  }

  /**
   * For each position the highest epoch wins, and nothing of a lower one counts after an
   * EpochStarted. This is not enough: an EpochStarted that lands late hides rows on which a later
   * epoch, which did not see it, was built.
   */
  private List<Row> highestEpochs() {
    List<Row> counting = new ArrayList<>();
    long epoch = 0;
    for (TreeMap<Long, Row> at : rows.values()) {
      Row row = at.lastEntry().getValue();
      if (row.epoch() < epoch) {
        continue;
      }
      switch (row.entry()) {
        case Entry.EpochStarted(long after, long _) -> {
          counting.removeIf(earlier -> earlier.position() > after);
          counting.add(row);
          epoch = row.epoch();
        }
        case Entry.Write _ -> {
          boolean next = !counting.isEmpty() && counting.getLast().position() == row.position() - 1;
          if (row.epoch() == epoch && next) {
            counting.add(row);
          }
        }
      }
    }
    return counting;
  }

  /**
   * The highest epoch counts, of the one that it follows the rows up to where it follows it, and so
   * on: an epoch that no writer has seen when it replayed counts for none after it.
   */
  private List<Row> chained() {
    Map<Long, Row> starts = new TreeMap<>();
    rows.values()
        .forEach(at ->
            at.values().stream()
                .filter(row -> row.entry() instanceof Entry.EpochStarted)
                .forEach(row -> starts.put(row.epoch(), row)));
    List<Row> counting = new ArrayList<>();
    long epoch = starts.keySet().stream().mapToLong(one -> one).max().orElse(0);
    long last = Long.MAX_VALUE;
    while (epoch > 0) {
      Row start = starts.get(epoch);
      if (start == null
          || !(start.entry() instanceof Entry.EpochStarted(long after, long follows))) {
        throw new AssertionError("an epoch follows one that never started: " + epoch);
      }
      counting.addAll(0, rowsOf(start, last));
      last = after;
      epoch = follows;
    }
    return counting;
  }

  private List<Row> rowsOf(Row start, long last) {
    List<Row> some = new ArrayList<>();
    for (long position = start.position(); position <= last; position++) {
      Row row = rows.getOrDefault(position, new TreeMap<>()).get(start.epoch());
      if (row == null) {
        break;
      }
      some.add(row);
    }
    return some;
  }
}
