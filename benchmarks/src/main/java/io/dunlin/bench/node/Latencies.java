package io.dunlin.bench.node;

import io.dunlin.bench.report.NodeFigures.Latency;
import java.util.Arrays;

/** Durations as they were, none rounded into a bucket; one thread adds. */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[1 << 12];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  Latency summary() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Latency(count, quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1.0));
  }

  /** In milliseconds: the smallest duration that at least this share does not exceed. */
  private static double quantile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = Math.max(0, (int) Math.ceil(share * sorted.length) - 1);
    return sorted[rank] / NANOS_PER_MILLI;
  }
}
