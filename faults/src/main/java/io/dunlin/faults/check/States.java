package io.dunlin.faults.check;

import io.dunlin.faults.history.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every state that a point may be in at one time: what it holds, and which of the steps that are
 * open now stand in the order already.
 *
 * <p>Reads are put into the order as soon as they fit, since they change nothing, and optional
 * writes only when an open read asks for what they wrote. Of optional deletes only their number
 * counts, and a state that used fewer of them can do whatever one that used more can.
 */
final class States {
  /**
   * @param done by slot
   */
  private record State(long value, BitSet done) {
    State with(long newValue, int slot) {
      BitSet more = (BitSet) done.clone();
      more.set(slot);
      return new State(newValue, more);
    }

    State without(int slot) {
      BitSet less = (BitSet) done.clone();
      less.clear(slot);
      return new State(value, less);
    }
  }

  // With the number of optional deletes that each used.
  private Map<State, Integer> states = Map.of(new State(Write.ABSENT, new BitSet()), 0);
  private int optionalDeletes;

  // Open steps by slot; a free slot is null and used again.
  private final List<@Nullable Step> slots = new ArrayList<>();
  private final BitSet free = new BitSet();
  private final List<Integer> writes = new ArrayList<>();
  private final List<Integer> reads = new ArrayList<>();

  void open(Step step) {
    if (step.kind() == Step.Kind.OPTIONAL_DELETE) {
      optionalDeletes++;
      return;
    }
    int slot = free.nextSetBit(0);
    if (slot < 0) {
      slot = slots.size();
      slots.add(step);
    } else {
      free.clear(slot);
      slots.set(slot, step);
    }
    (step.isRead() ? reads : writes).add(slot);
    if (step.isRead()) {
      Map<State, Integer> settled = new HashMap<>();
      states.forEach((state, deletes) -> settled.merge(settled(state), deletes, Math::min));
      states = settled;
    }
  }

  /**
   * Ends a step's time.
   *
   * @return whether there is still a state that the point may be in
   */
  boolean close(Step step) {
    if (step.kind() == Step.Kind.OPTIONAL_DELETE) {
      return true;
    }
    int slot = slots.indexOf(step);
    Map<State, Integer> left = new HashMap<>();
    (step.kind() == Step.Kind.OPTIONAL_UPSERT ? states : statesWith(slot))
        .forEach((state, deletes) -> left.merge(state.without(slot), deletes, Math::min));
    states = left;
    slots.set(slot, null);
    free.set(slot);
    (step.isRead() ? reads : writes).remove(Integer.valueOf(slot));
    return !states.isEmpty();
  }

  /** Those that can be reached by putting open writes into the order until this one is there. */
  private Map<State, Integer> statesWith(int wanted) {
    Map<State, Integer> found = new HashMap<>();
    Map<State, Integer> seen = new HashMap<>(states);
    Deque<State> toVisit = new ArrayDeque<>(states.keySet());
    while (!toVisit.isEmpty()) {
      State state = toVisit.pop();
      int deletes = Objects.requireNonNull(seen.get(state));
      if (state.done.get(wanted)) {
        found.merge(state, deletes, Math::min);
        continue;
      }
      Map<State, Integer> next = new HashMap<>();
      for (int slot : writes) {
        Step write = step(slot);
        boolean optional = write.kind() == Step.Kind.OPTIONAL_UPSERT;
        if (!state.done.get(slot) && (!optional || isAskedFor(write.value(), state))) {
          next.put(settled(state.with(write.value(), slot)), deletes);
        }
      }
      if (deletes < optionalDeletes && isAskedFor(Write.ABSENT, state)) {
        next.merge(settled(new State(Write.ABSENT, state.done)), deletes + 1, Math::min);
      }
      next.forEach((reached, used) -> {
        Integer before = seen.get(reached);
        if (before == null || used < before) {
          seen.put(reached, used);
          toVisit.push(reached);
        }
      });
    }
    return found;
  }

  private boolean isAskedFor(long value, State state) {
    return state.value != value && reads.stream().anyMatch(slot -> fits(slot, value, state));
  }

  /** With every read in the order that fits now. */
  private State settled(State state) {
    State settled = state;
    for (int slot : reads) {
      if (fits(slot, state.value, state)) {
        settled = settled.with(state.value, slot);
      }
    }
    return settled;
  }

  /**
   * Whether a read can come next.
   *
   * @param value what the point holds, or is just to hold by an optional write
   */
  private boolean fits(int slot, long value, State state) {
    Step read = step(slot);
    return read.value() == value
        && !state.done.get(slot)
        && writes.stream().allMatch(write -> state.done.get(write) || !isBefore(step(write), read));
  }

  private static boolean isBefore(Step write, Step read) {
    return write.kind() == Step.Kind.ACKED_WRITE
        && (write.closes() < read.start() || write.equals(read.after()));
  }

  private Step step(int slot) {
    return Objects.requireNonNull(slots.get(slot));
  }
}
