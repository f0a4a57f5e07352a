package io.dunlin.faults.check;

import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule of {@link RegisterChecker} word by word: tries every order of every choice of writes.
 */
final class BruteForce {
  private BruteForce() {}

  static boolean isPossible(History.OfKey history) {
    List<Object> operations = new ArrayList<>(history.writes());
    operations.addAll(history.reads());
    return search(operations, Write.ABSENT);
  }

  private static boolean search(List<Object> left, long value) {
    if (left.stream().allMatch(operation -> operation instanceof Write w && !w.isAcked())) {
      return true;
    }
    for (Object next : left) {
      if (left.stream().anyMatch(other -> !other.equals(next) && isBefore(other, next))) {
        continue;
      }
      List<Object> rest = new ArrayList<>(left);
      rest.remove(next);
      boolean possible =
          switch (next) {
            case Write write -> search(rest, write.value());
            case Read read -> read.value() == value && search(rest, value);
            default -> throw new AssertionError();
          };
      if (possible) {
        return true;
      }
    }
    return false;
  }

  /** Whether a has to stand before b. */
  private static boolean isBefore(Object a, Object b) {
    if (a instanceof Write write) {
      return b instanceof Write other
          ? write.acked() < other.invoked()
          : isBefore(write, ((Read) b));
    }
    Read read = (Read) a;
    return b instanceof Write write
        ? read.completed() < write.invoked()
        : ((Read) b).freshness() instanceof Freshness.Latest
            && read.completed() < ((Read) b).invoked();
  }

  private static boolean isBefore(Write write, Read read) {
    return switch (read.freshness()) {
      case Freshness.Latest _, Freshness.Acked _ -> write.acked() < read.invoked();
      case Freshness.StaleBy(long nanos) -> write.acked() < read.invoked() - nanos;
      case Freshness.NotBefore(Write token) ->
          write.equals(token) || write.acked() < token.invoked();
    };
  }
}
