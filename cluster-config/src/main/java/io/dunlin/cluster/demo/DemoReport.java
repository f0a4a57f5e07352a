package io.dunlin.cluster.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the demo measured.
 *
 * @param pointsPerSecond acked over the whole load
 * @param untilGreen from the last ack until all points were indexed
 * @param latencies of one client's queries, nanoseconds, ascending
 * @param queriesPerSecond with all clients at once
 * @param recall the share of the true nearest neighbours found, 0 to 1
 */
record DemoReport(
    int points,
    int dimension,
    double pointsPerSecond,
    Duration untilGreen,
    long[] latencies,
    int clients,
    double queriesPerSecond,
    int limit,
    double recall) {

  DemoReport {
    latencies = latencies.clone();
    Arrays.sort(latencies);
  }

  double milliseconds(double quantile) {
    int rank = (int) Math.ceil(quantile * latencies.length);
    return latencies[Math.max(0, rank - 1)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
          points      %,d of %d dimensions, cosine
          load        %,.0f points/s, durable and searchable when acked
          to green    %.1f s after the last ack
          latency     p50 %.2f ms, p99 %.2f ms (one client, %,d queries)
          throughput  %,.0f queries/s (%d clients)
          recall@%d   %.4f against exact search
        """,
        points,
        dimension,
        pointsPerSecond,
        untilGreen.toMillis() / 1e3,
        milliseconds(0.50),
        milliseconds(0.99),
        latencies.length,
        queriesPerSecond,
        clients,
        limit,
        recall);
  }
}
