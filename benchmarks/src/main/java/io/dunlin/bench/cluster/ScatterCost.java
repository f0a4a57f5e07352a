package io.dunlin.bench.cluster;

import io.dunlin.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What queries cost by the number of shards they are spread over, from several rounds. */
final class ScatterCost {
  private static final double MICROS = 1e6;

  /**
   * One round.
   *
   * @param cpuSeconds of all queries
   * @param p50Millis of a query
   */
  record Round(long queries, double cpuSeconds, double p50Millis, double p99Millis) {
    double cpuMicros() {
      return MICROS * cpuSeconds / queries;
    }
  }

  private final String what;
  private final SortedMap<Integer, List<Round>> rounds = new TreeMap<>();

  ScatterCost(String what) {
    this.what = what;
  }

  void add(int shards, Round round) {
    rounds.computeIfAbsent(shards, _ -> new ArrayList<>()).add(round);
  }

  boolean isEmpty() {
    return rounds.isEmpty();
  }

  /** Processor time of a query over so many shards, of the median round. */
  double cpuMicros(int shards) {
    List<Round> measured = rounds.getOrDefault(shards, List.of());
    return Spread.of(measured.stream().map(Round::cpuMicros).toList()).median();
  }

  /** What each further shard adds, by the line nearest to all numbers of shards. */
  double addedMicros() {
    return line().slope();
  }

  Line line() {
    double[] shards = rounds.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    double[] cpu = rounds.keySet().stream().mapToDouble(this::cpuMicros).toArray();
    return Line.through(shards, cpu);
  }

  static TextTable table() {
    return new TextTable(
        "what",
        "shards",
        "CPU µs a query",
        "µs a shard beyond the first",
        "p50 ms",
        "p99 ms",
        "queries");
  }

  /** A row for each number of shards, and one for the line. */
  void rows(TextTable table) {
    int fewest = rounds.firstKey();
    rounds.forEach((shards, measured) -> {
      double added = (cpuMicros(shards) - cpuMicros(fewest)) / Math.max(1, shards - fewest);
      table.add(
          what,
          Integer.toString(shards),
          Spread.text("%.1f", cpuMicros(shards)),
          shards == fewest ? "-" : Spread.text("%.1f", added),
          Spread.text("%.2f", Spread.of(measured.stream().map(Round::p50Millis).toList()).median()),
          Spread.text("%.2f", Spread.of(measured.stream().map(Round::p99Millis).toList()).median()),
          Long.toString(measured.stream().mapToLong(Round::queries).sum()));
    });
    if (rounds.size() > 1) {
      table.add(what, "each", "-", Spread.text("%.1f", addedMicros()), "-", "-", "-");
    }
  }
}
