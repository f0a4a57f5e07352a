package io.dunlin.persistence.segment;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who uses a segment: the owner from the start, readers as they come. Whoever counts out
 * last runs {@code free}, once; nobody gets in after that. Safe for any thread.
 */
final class References {
  private final AtomicInteger count = new AtomicInteger(1);
  private final Runnable free;

  References(Runnable free) {
    this.free = free;
  }

  boolean tryAcquire() {
    int seen = count.get();
    while (seen > 0) {
      if (count.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = count.get();
    }
    return false;
  }

  void release() {
    int left = count.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("released more often than acquired");
    }
    if (left == 0) {
      free.run();
    }
  }
}
