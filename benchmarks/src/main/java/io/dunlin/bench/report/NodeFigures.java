package io.dunlin.bench.report;

import io.dunlin.bench.sweep.Latencies;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One set through a node: loaded, searched, optimized, searched, stopped, started, searched.
 *
 * @param searches in the order in which they were measured
 * @param optimizeSeconds from the request until the collection is green
 * @param restart after a clean stop with all data on disk
 */
public record NodeFigures(
    String dataset,
    Load load,
    List<Search> searches,
    double optimizeSeconds,
    Footprint footprint,
    Restart restart) {
  /**
   * Loading as fast as the node accepts, each batch acked when its points are visible.
   *
   * @param refusals batches sent again because the node asked to slow down
   * @param searching one search every 10 ms over gRPC meanwhile
   * @param secondsToGreen from the last ack until nothing is left to index
   * @param insertsPerPoint rows put into graphs until then, seals and merges together
   */
  public record Load(
      int points,
      int batch,
      int writers,
      double seconds,
      double pointsPerSecond,
      long refusals,
      Latency searching,
      double secondsToGreen,
      double insertsPerPoint) {}

  /** Milliseconds. */
  public record Latency(long searches, double p50, double p99, double longest) {
    private static final double NANOS = 1e6;

    public static Latency of(Latencies all) {
      long[] nanos = all.quantiles(0.5, 0.99, 1.0);
      return new Latency(all.count(), nanos[0] / NANOS, nanos[1] / NANOS, nanos[2] / NANOS);
    }
  }

  /**
   * One client thread that asks the next query when the last is answered.
   *
   * @param moment of the node's life
   * @param transport {@code gRPC} or {@code REST}
   * @param bareQueriesPerSecond of the index alone, in process, at the same recall, where the same
   *     run measured it
   */
  public record Search(
      String moment,
      String transport,
      int breadth,
      double recall,
      double queriesPerSecond,
      Latency latency,
      @Nullable Double bareQueriesPerSecond) {}

  /**
   * Bytes per vector, after optimizing.
   *
   * @param disk all files of the data directory
   * @param resident what the process has in memory, files mapped included
   * @param anonymous of that, what is not a mapped file
   */
  public record Footprint(double disk, double resident, double anonymous) {}

  /**
   * Seconds from the start of the process.
   *
   * @param listening until it named its ports
   * @param firstAnswer until it answered a search
   * @param sameAnswers whether all queries were answered as before, scores included
   */
  public record Restart(double listening, double firstAnswer, boolean sameAnswers) {}

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            "moment", "transport", "ef", "recall", "QPS", "p50 ms", "p99 ms", "bare QPS", "share");
    for (Search search : searches) {
      Double bare = search.bareQueriesPerSecond;
      table.add(
          search.moment,
          search.transport,
          Integer.toString(search.breadth),
          TextTable.number("%.4f", search.recall),
          TextTable.number("%.0f", search.queriesPerSecond),
          TextTable.number("%.2f", search.latency.p50),
          TextTable.number("%.2f", search.latency.p99),
          bare == null ? "-" : TextTable.number("%.0f", bare),
          bare == null ? "-" : TextTable.number("%.2f", search.queriesPerSecond / bare));
    }
    return String.format(
            Locale.ROOT,
            """
            %s, through a node

              loaded            %d points in %.1f s: %.0f points/s acked, batches of %d, %d writers, %d sent again
              searched meanwhile p50 %.2f ms, p99 %.2f ms, longest %.0f ms (%d searches)
              green             %.1f s after the last ack, %.2f graph inserts a point; optimize took %.1f s
              bytes per vector  %.0f on disk, %.0f resident (%.0f of them anonymous)
              restarted         ports after %.2f s, first search answered after %.2f s, answers the same: %s

            """,
            dataset,
            load.points,
            load.seconds,
            load.pointsPerSecond,
            load.batch,
            load.writers,
            load.refusals,
            load.searching.p50,
            load.searching.p99,
            load.searching.longest,
            load.searching.searches,
            load.secondsToGreen,
            load.insertsPerPoint,
            optimizeSeconds,
            footprint.disk,
            footprint.resident,
            footprint.anonymous,
            restart.listening,
            restart.firstAnswer,
            restart.sameAnswers)
        + table;
  }
}
