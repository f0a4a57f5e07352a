package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What each point of one writer may be: after an ack exactly one thing, after a write without one
 * either what it was or what it was to become. One thread at a time may use it.
 */
final class Ledger {
  private static final Set<Optional<PointState>> NEVER_WRITTEN = Set.of(Optional.empty());

  private final Map<Long, Set<Optional<PointState>>> possible = new HashMap<>();

  void acked(List<Long> keys, UnaryOperator<Optional<PointState>> change) {
    for (long key : keys) {
      possible.put(key, changed(key, change));
    }
  }

  void unacked(List<Long> keys, UnaryOperator<Optional<PointState>> change) {
    for (long key : keys) {
      Set<Optional<PointState>> either = new HashSet<>(possible(key));
      either.addAll(changed(key, change));
      possible.put(key, either);
    }
  }

  private Set<Optional<PointState>> possible(long key) {
    return possible.getOrDefault(key, NEVER_WRITTEN);
  }

  private Set<Optional<PointState>> changed(long key, UnaryOperator<Optional<PointState>> change) {
    Set<Optional<PointState>> after = new HashSet<>();
    possible(key).forEach(state -> after.add(change.apply(state)));
    return after;
  }

  /** Whether the point is known to be there. */
  boolean isThere(long key) {
    return possible(key).stream().allMatch(Optional::isPresent);
  }

  /** Checks what was found against what may be; from now on it is to stay that. */
  void settle(long key, Optional<PointState> found) {
    assertThat(found).as("point %d", key).isIn(possible(key));
    possible.put(key, Set.of(found));
  }
}
