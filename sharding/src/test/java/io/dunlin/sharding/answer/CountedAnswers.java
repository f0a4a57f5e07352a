package io.dunlin.sharding.answer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is shared. */
public class CountedAnswers implements CacheMetrics {
  public final AtomicInteger hits = new AtomicInteger();
  public final AtomicInteger misses = new AtomicInteger();
  public final AtomicInteger joined = new AtomicInteger();
  public final AtomicInteger evicted = new AtomicInteger();
  public final AtomicLong bytes = new AtomicLong();

  @Override
  public void hit(String collection) {
    hits.incrementAndGet();
  }

  @Override
  public void miss(String collection) {
    misses.incrementAndGet();
  }

  @Override
  public void joined(String collection) {
    joined.incrementAndGet();
  }

  @Override
  public void evicted() {
    evicted.incrementAndGet();
  }

  @Override
  public void size(long answers, long bytesNow) {
    bytes.set(bytesNow);
  }
}
