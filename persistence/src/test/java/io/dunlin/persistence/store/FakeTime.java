package io.dunlin.persistence.store;

import java.util.concurrent.TimeUnit;

/** Time that passes only while somebody sleeps, or when told to. */
final class FakeTime implements TokenBucket.Time {
  private long now;
  private long slept;

  FakeTime(long start) {
    now = start;
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now += nanos;
    slept += nanos;
  }

  void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  long sleptMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slept);
  }
}
