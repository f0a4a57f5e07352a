package io.dunlin.sharding.gather;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How another node has answered reads of late: what copies are chosen by, and when a second one is
 * asked. Any thread may call.
 */
final class NodePulse {
  private static final long QUICKEST = Duration.ofMillis(20).toNanos();
  private static final long SLOWEST = Duration.ofMillis(500).toNanos();
  private static final long SHUNNED_FOR = Duration.ofSeconds(1).toNanos();

  /** Silences in a row after which a node is asked last. */
  private static final int SILENCES = 3;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger silences = new AtomicInteger();
  // Moves by an eighth of each difference.
  private final AtomicLong usualNanos = new AtomicLong(Duration.ofMillis(1).toNanos());
  private volatile long shunnedUntil = System.nanoTime();

  void asked() {
    underWay.incrementAndGet();
  }

  void answered(long nanos) {
    underWay.decrementAndGet();
    silences.set(0);
    shunnedUntil = System.nanoTime();
    var _ = usualNanos.updateAndGet(usual -> usual + (nanos - usual) / 8);
  }

  /** Nobody waits for its answer any more. */
  void givenUp() {
    underWay.decrementAndGet();
  }

  /** It has not answered for much longer than usual. One read says so once. */
  void silent() {
    if (silences.incrementAndGet() >= SILENCES) {
      // After that one read finds out.
      silences.set(SILENCES - 1);
      shunnedUntil = System.nanoTime() + SHUNNED_FOR;
    }
  }

  /** Whether others are to be asked first. */
  boolean shunned() {
    return System.nanoTime() - shunnedUntil < 0;
  }

  /** After so long a silence another copy is asked too. */
  long hedgeAfterNanos() {
    return Math.clamp(4 * usualNanos.get(), QUICKEST, SLOWEST);
  }

  /** Less is better: what an answer will take about. */
  double cost() {
    return (underWay.get() + 1.0) * usualNanos.get();
  }
}
