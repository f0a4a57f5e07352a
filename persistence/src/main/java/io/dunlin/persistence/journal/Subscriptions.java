package io.dunlin.persistence.journal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is to be woken when a log grows. Any thread may call. */
final class Subscriptions {
  private final ConcurrentHashMap<String, Set<Subscription>> byLog = new ConcurrentHashMap<>();

  /** Ends when closed; may be woken once more at that moment. */
  final class Subscription implements AutoCloseable {
    private final String persistenceId;
    private final Runnable woken;

    private Subscription(String persistenceId, Runnable woken) {
      this.persistenceId = persistenceId;
      this.woken = woken;
    }

    @Override
    public void close() {
      byLog.computeIfPresent(
          persistenceId,
          (_, set) -> {
            set.remove(this);
            return set.isEmpty() ? null : set;
          });
    }
  }

  Subscription add(String persistenceId, Runnable woken) {
    Subscription subscription = new Subscription(persistenceId, woken);
    byLog.compute(
        persistenceId,
        (_, set) -> {
          Set<Subscription> subscribers = set == null ? ConcurrentHashMap.newKeySet() : set;
          subscribers.add(subscription);
          return subscribers;
        });
    return subscription;
  }

  void wake(String persistenceId) {
    Set<Subscription> subscribers = byLog.getOrDefault(persistenceId, Set.of());
    subscribers.forEach(subscription -> subscription.woken.run());
  }
}
