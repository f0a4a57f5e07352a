package io.dunlin.bench.sweep;

import java.util.Arrays;

/** Durations as they were, none rounded into a bucket; one thread adds. */
public final class Latencies {
  private long[] nanos = new long[1 << 12];
  private int count;

  public void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  public void addAll(Latencies others) {
    if (count + others.count > nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.max(2 * nanos.length, count + others.count));
    }
    System.arraycopy(others.nanos, 0, nanos, count, others.count);
    count += others.count;
  }

  public int count() {
    return count;
  }

  /**
   * In nanoseconds, for each share: the smallest duration that at least this share of all does not
   * exceed; 0 where there is none.
   */
  public long[] quantiles(double... shares) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Arrays.stream(shares).mapToLong(share -> count == 0 ? 0 : sorted[rank(share)]).toArray();
  }

  private int rank(double share) {
    return Math.max(0, (int) Math.ceil(share * count) - 1);
  }
}
