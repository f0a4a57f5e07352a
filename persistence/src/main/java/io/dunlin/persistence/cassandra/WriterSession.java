package io.dunlin.persistence.cassandra;

import java.time.Duration;
import java.util.UUID;

/**
 * This node's right to hold claims, for as long as it renews it. Once over it stays over: others
 * may have taken what it held. Renewed by one thread, asked by any.
 */
final class WriterSession {
  private final UUID id;
  private final long validNanos;
  private volatile long validUntil;
  private volatile boolean over;

  /**
   * @param sentAt {@code System.nanoTime} before the session was asked for
   */
  WriterSession(UUID id, Duration valid, long sentAt) {
    this.id = id;
    this.validNanos = valid.toNanos();
    this.validUntil = sentAt + validNanos;
  }

  UUID id() {
    return id;
  }

  boolean valid() {
    return !over && System.nanoTime() - validUntil < 0;
  }

  /** A renewal that was sent then has been confirmed; of no use when it took too long. */
  void renewed(long sentAt) {
    if (valid()) {
      validUntil = sentAt + validNanos;
    }
  }

  void end() {
    over = true;
  }
}
