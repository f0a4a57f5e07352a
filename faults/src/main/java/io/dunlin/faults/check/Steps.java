package io.dunlin.faults.check;

import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One point's history, made ready to be searched. An upsert that was not acked and that nobody read
 * is left out: if there is an order with it, there is the same one without.
 */
final class Steps {
  private static final long EVER = Long.MIN_VALUE;

  private final List<Step> all = new ArrayList<>();
  private final Map<Write, Step> writes = new HashMap<>();
  private final Set<Long> written = new HashSet<>();
  private final List<Write> byAck;
  private final long[] latestSent;

  private Steps(History.OfKey history) {
    Map<Long, Long> lastRead = new HashMap<>();
    history.reads().forEach(read -> lastRead.merge(read.value(), read.completed(), Math::max));
    for (Write write : history.writes()) {
      if (!written.add(write.value()) && !write.isDelete()) {
        throw new IllegalArgumentException("written twice: " + write);
      }
      long neededUntil = lastRead.getOrDefault(write.value(), Write.NEVER);
      if (write.isAcked() || neededUntil != Write.NEVER) {
        Step step = Step.write(write, write.isAcked() ? write.acked() : neededUntil);
        writes.put(write, step);
        all.add(step);
      }
    }
    byAck =
        history.writes().stream()
            .filter(Write::isAcked)
            .sorted(Comparator.comparingLong(Write::acked))
            .toList();
    latestSent = new long[byAck.size()];
    long latest = EVER;
    for (int i = 0; i < latestSent.length; i++) {
      latest = Math.max(latest, byAck.get(i).invoked());
      latestSent[i] = latest;
    }
    history.reads().forEach(read -> all.add(step(read)));
  }

  static List<Step> of(History.OfKey history) {
    return new Steps(history).all;
  }

  private Step step(Read read) {
    return switch (read.freshness()) {
      case Freshness.Latest _ -> Step.read(read, read.invoked(), read.invoked(), null);
      case Freshness.Acked _ -> early(read, read.invoked(), null);
      case Freshness.StaleBy(long nanos) -> early(read, read.invoked() - nanos, null);
      case Freshness.NotBefore(Write token) -> early(read, token.invoked(), writes.get(token));
    };
  }

  /**
   * A read that only has to come after certain writes. It may be put into the order as soon as the
   * last of them is sent, so that nothing else, and no other read, holds it back.
   */
  private Step early(Read read, long start, @Nullable Step after) {
    int before = ackedBefore(start);
    long opens = before == 0 ? EVER : latestSent[before - 1];
    return Step.read(read, start, after == null ? opens : Math.max(opens, after.opens()), after);
  }

  /** How many writes were acked before. */
  private int ackedBefore(long time) {
    int low = 0;
    int high = byAck.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byAck.get(middle).acked() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
