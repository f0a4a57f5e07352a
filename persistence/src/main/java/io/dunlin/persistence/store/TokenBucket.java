package io.dunlin.persistence.store;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Holds bytes back so that no more than a number of them pass per second, whoever moves them: all
 * transfers that share a bucket share its rate, in the order in which they ask. What was not used
 * is kept for a tenth of a second. Any thread may call.
 */
public final class TokenBucket {
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long UNLIMITED = Long.MAX_VALUE;

  /** Where the time comes from; another one in tests. */
  interface Time {
    Time SYSTEM =
        new Time() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
          }
        };

    long nanos();

    void sleep(long nanos) throws InterruptedException;
  }

  private final long bytesPerSecond;
  private final Time time;

  /** When all that was granted has passed at the rate; may lie in the past. */
  private long paidUntil;

  TokenBucket(long bytesPerSecond, Time time) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException(bytesPerSecond + " bytes per second");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
    paidUntil = time.nanos();
  }

  public static TokenBucket unlimited() {
    return new TokenBucket(UNLIMITED, Time.SYSTEM);
  }

  public static TokenBucket of(long bytesPerSecond) {
    return new TokenBucket(bytesPerSecond, Time.SYSTEM);
  }

  /**
   * Waits until the bytes may pass.
   *
   * @throws InterruptedIOException when the thread was interrupted, which it still is then
   */
  public void take(int bytes) throws InterruptedIOException {
    long wait = reserve(bytes);
    if (wait > 0) {
      try {
        time.sleep(wait);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while held back by a limit of the rate");
      }
    }
  }

  /** How long so many bytes take when nothing else passes; nothing without a limit. */
  long nanosFor(long bytes) {
    return bytesPerSecond == UNLIMITED
        ? 0
        : (long) Math.min((double) bytes * NANOS_PER_SECOND / bytesPerSecond, Long.MAX_VALUE);
  }

  private synchronized long reserve(int bytes) {
    long now = time.nanos();
    // Differences, since the clock's numbers may wrap.
    long ahead = Math.max(paidUntil - now, -BURST_NANOS);
    paidUntil = now + ahead + nanosFor(bytes);
    return ahead;
  }
}
