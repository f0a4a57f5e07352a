package io.dunlin.persistence.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.fence.LogHistory.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogHistoryProperties {
  private static final long SEED = Long.getLong("dunlin.seed", 3_141);
  private static final int LOGS = 2_000;
  private static final int STEPS = 60;

  @Test
  void whateverLandsLateNoAckedRowIsLostAndAllReadersAgree() {
    long acked = 0;
    long contested = 0;
    for (int round = 0; round < LOGS; round++) {
      FencedLog log = run(SEED + round, FencedLog::branches);
      acked += log.acked();
      contested += log.contested();
    }
    // The runs were as unkind as they were meant to be.
    assertThat(acked).isGreaterThan(5L * LOGS);
    assertThat(contested).isGreaterThan(LOGS);
  }

  @Test
  void theCheckFindsAReaderThatTakesTheHighestEpochOfEachPosition() {
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < LOGS; round++) {
                run(SEED + round, LogHistoryProperties::highestOfEachPosition);
              }
            })
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void theCheckFindsAReaderThatTakesWhatComesFirst() {
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < LOGS; round++) {
                run(SEED + round, LogHistoryProperties::firstOfEachPosition);
              }
            })
        .isInstanceOf(AssertionError.class);
  }

  private static FencedLog run(long seed, FencedLog.HistoryMaker maker) {
    FencedLog log = new FencedLog(new Random(seed), maker);
    for (int step = 0; step < STEPS; step++) {
      try {
        log.step();
        log.check();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", step " + step, e);
      }
    }
    return log;
  }

  private static List<Row<ShardEvent>> highestOfEachPosition(
      LogPoint start, List<Row<ShardEvent>> rows) {
    TreeMap<Long, Row<ShardEvent>> best = new TreeMap<>();
    for (Row<ShardEvent> row : rows) {
      best.merge(row.position(), row, (a, b) -> a.entry().epoch() >= b.entry().epoch() ? a : b);
    }
    List<Row<ShardEvent>> history = new ArrayList<>();
    long epoch = start.epoch();
    for (Row<ShardEvent> row : best.values()) {
      if (row.entry().epoch() >= epoch) {
        epoch = row.entry().epoch();
        history.add(row);
      }
    }
    return history;
  }

  private static List<Row<ShardEvent>> firstOfEachPosition(
      LogPoint start, List<Row<ShardEvent>> rows) {
    TreeMap<Long, Row<ShardEvent>> first = new TreeMap<>();
    rows.stream()
        .sorted(Comparator.comparingLong(Row::position))
        .forEach(row -> first.putIfAbsent(row.position(), row));
    return List.copyOf(first.values());
  }

  @Test
  void aMissingRowIsNoticed() {
    LogHistory<ShardEvent> history = new LogHistory<>(LogPoint.START, (_, _) -> {});
    history.offer(1, event(0));
    history.offer(3, event(0));
    assertThatThrownBy(history::end)
        .isInstanceOf(BrokenHistoryException.class)
        .hasMessageContaining("position 3");
  }

  @Test
  void aReaderWhoseStartIsNotOfThisLogIsTold() {
    LogHistory<ShardEvent> history = new LogHistory<>(new LogPoint(4, 1, 99), (_, _) -> {});
    history.offer(5, LogEntry.epochStarted(3, 4, 2, 7));
    assertThatThrownBy(history::end).isInstanceOf(BrokenHistoryException.class);
  }

  @Test
  void aLogOfOneWriterIsToldAsItIs() {
    List<Long> told = new ArrayList<>();
    LogHistory<ShardEvent> history =
        new LogHistory<>(LogPoint.START, (position, _) -> told.add(position));
    for (long position = 1; position <= 5; position++) {
      history.offer(position, event(0));
    }
    // The last is held back: another may stand at its place.
    assertThat(told).containsExactly(1L, 2L, 3L, 4L);
    history.end();
    assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  private static LogEntry<ShardEvent> event(long epoch) {
    return LogEntry.written(epoch, new ShardEvent.SegmentFrozen());
  }
}
