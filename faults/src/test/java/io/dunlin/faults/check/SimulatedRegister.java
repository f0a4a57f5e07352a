package io.dunlin.faults.check;

import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * A database that keeps its promises, in memory and in time of its own, and the history that its
 * clients would write down: every operation has a moment at which it takes effect.
 */
final class SimulatedRegister {
  private static final long KEYS = 3;
  private static final int LONGEST = 40;

  /** A write, and the moment of its effect. */
  private record Effect(long at, Write write) {}

  /** A read that has yet to be told what it saw. */
  private record Asked(long key, long invoked, long seen, long completed) {}

  private final Random random;
  private final History history = new History();
  // What each point holds from a moment on.
  private final Map<Long, TreeMap<Long, Long>> held = new HashMap<>();
  private final Map<Long, TreeMap<Long, Effect>> byAck = new HashMap<>();
  private long now;
  private long lastValue;

  SimulatedRegister(Random random) {
    this.random = random;
  }

  History history() {
    return history;
  }

  /** So many operations of clients that overlap; when it returns, all have taken effect. */
  void run(int operations) {
    List<Effect> effects = new ArrayList<>();
    List<Asked> reads = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      now += random.nextInt(12);
      long key = random.nextLong(KEYS);
      long effect = now + random.nextInt(LONGEST);
      long answered = effect + random.nextInt(5);
      if (random.nextInt(3) > 0) {
        reads.add(new Asked(key, now, effect, answered));
        continue;
      }
      long value = random.nextInt(4) == 0 ? Write.ABSENT : newValue();
      boolean acked = random.nextInt(5) > 0;
      Write write = new Write(key, value, now, acked ? answered : Write.NEVER, "writer " + i);
      history.add(write);
      if (acked) {
        effects.add(new Effect(effect, write));
      } else if (random.nextBoolean()) {
        effects.add(new Effect(effect + random.nextInt(10 * LONGEST), write));
      }
    }
    effects.sort(Comparator.comparingLong(Effect::at));
    effects.forEach(this::takeEffect);
    reads.forEach(this::answer);
    now += 20L * LONGEST;
  }

  private void takeEffect(Effect effect) {
    Write write = effect.write();
    held(write.key()).put(effect.at(), write.value());
    if (write.isAcked()) {
      byAck.computeIfAbsent(write.key(), _ -> new TreeMap<>()).put(write.acked(), effect);
    }
  }

  private void answer(Asked read) {
    var token = byAck.getOrDefault(read.key(), new TreeMap<>()).lowerEntry(read.invoked());
    int kind = random.nextInt(4);
    if (kind == 0) {
      add(read, read.seen(), new Freshness.Acked());
    } else if (kind == 1) {
      long age = random.nextInt(3 * LONGEST);
      add(read, read.invoked() - random.nextLong(age + 1), new Freshness.StaleBy(age));
    } else if (kind == 2 && token != null) {
      Effect earliest = token.getValue();
      add(
          read,
          random.nextLong(earliest.at(), read.completed() + 1),
          new Freshness.NotBefore(earliest.write()));
    } else {
      add(read, read.seen(), new Freshness.Latest());
    }
  }

  private void add(Asked read, long seen, Freshness freshness) {
    history.add(
        new Read(
            read.key(),
            at(read.key(), seen),
            read.invoked(),
            read.completed(),
            freshness,
            "a reader"));
  }

  private NavigableMap<Long, Long> held(long key) {
    return held.computeIfAbsent(key, _ -> new TreeMap<>(Map.of(Long.MIN_VALUE, Write.ABSENT)));
  }

  private long at(long key, long time) {
    return held(key).floorEntry(time).getValue();
  }

  long newValue() {
    return ++lastValue;
  }

  /** What the point holds now. */
  long holds(long key) {
    return at(key, now);
  }

  // ---- what a test adds by hand, one after the other ----

  /** A write that is acked and takes effect. */
  Write acked(long key, long value) {
    Write write = new Write(key, value, ++now, ++now, "a writer");
    history.add(write);
    takeEffect(new Effect(write.invoked(), write));
    return write;
  }

  /** A read, and what it is told, be that so or not. */
  void sees(long key, long value, Freshness freshness) {
    history.add(new Read(key, value, ++now, ++now, freshness, "a reader"));
  }
}
