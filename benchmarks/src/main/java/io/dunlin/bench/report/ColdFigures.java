package io.dunlin.bench.report;

import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Latencies;
import java.util.List;

/**
 * Searches whose vectors are on disk, with and without them in the kernel's cache.
 *
 * @param batch queries between two evictions
 */
public record ColdFigures(String dataset, int k, int batch, List<Row> rows) {
  /** One form and effort; recall is the same warm and cold. */
  public record Row(String form, double residentPerVector, Curve.Point warm, Cold cold) {}

  /**
   * @param faultsPerQuery pages that a search waited for
   * @param leftInCache the greatest share of a file that was still in memory after an eviction
   */
  public record Cold(
      double p50Micros, double p99Micros, double faultsPerQuery, double leftInCache) {
    private static final double MICROS = 1e3;

    public static Cold of(Latencies latencies, double faultsPerQuery, double leftInCache) {
      long[] quantiles = latencies.quantiles(0.5, 0.99);
      return new Cold(quantiles[0] / MICROS, quantiles[1] / MICROS, faultsPerQuery, leftInCache);
    }
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            "form",
            "effort",
            "recall",
            "resident",
            "warm p50 µs",
            "warm p99 µs",
            "cold p50 µs",
            "cold p99 µs",
            "faults/query",
            "left in cache");
    for (Row row : rows) {
      table.add(
          row.form(),
          row.warm().effort().toString(),
          TextTable.number("%.4f", row.warm().recall()),
          TextTable.number("%.0f", row.residentPerVector()),
          TextTable.number("%.0f", row.warm().p50Micros()),
          TextTable.number("%.0f", row.warm().p99Micros()),
          TextTable.number("%.0f", row.cold().p50Micros()),
          TextTable.number("%.0f", row.cold().p99Micros()),
          TextTable.number("%.1f", row.cold().faultsPerQuery()),
          TextTable.number("%.4f", row.cold().leftInCache()));
    }
    return "%s, recall@%d, vectors on disk and evicted before each %d queries%n%n"
            .formatted(dataset, k, batch)
        + table;
  }
}
