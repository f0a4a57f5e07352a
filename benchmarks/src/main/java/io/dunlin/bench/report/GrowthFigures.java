package io.dunlin.bench.report;

import io.dunlin.bench.sweep.Curve;
import java.util.Comparator;
import java.util.List;

/** Searches in sets of more and more rows, at equal effort. */
public record GrowthFigures(String set, int k, List<Row> rows) {
  /**
   * One form and effort in one size.
   *
   * @param scored rows that a search scores, on average
   */
  public record Row(String form, int rows, Curve.Point point, double scored) {
    private double perLogarithm() {
      return scored / (Math.log(rows) / Math.log(2));
    }
  }

  /** By form, effort and size. */
  public GrowthFigures {
    rows =
        rows.stream()
            .sorted(
                Comparator.comparing(Row::form)
                    .thenComparingDouble(row -> row.point().effort().oversampling())
                    .thenComparingInt(row -> row.point().effort().breadth())
                    .thenComparingInt(Row::rows))
            .toList();
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            "form",
            "effort",
            "rows",
            "recall",
            "QPS",
            "p99 µs",
            "scored",
            "scored/log2 n",
            "against the smallest");
    Row smallest = rows.getFirst();
    for (Row row : rows) {
      boolean same =
          row.form().equals(smallest.form())
              && row.point().effort().equals(smallest.point().effort());
      smallest = same ? smallest : row;
      table.add(
          row.form(),
          row.point().effort().toString(),
          Integer.toString(row.rows()),
          TextTable.number("%.4f", row.point().recall()),
          TextTable.number("%.0f", row.point().queriesPerSecond()),
          TextTable.number("%.0f", row.point().p99Micros()),
          TextTable.number("%.0f", row.scored()),
          TextTable.number("%.1f", row.perLogarithm()),
          TextTable.number("%.2f", row.perLogarithm() / smallest.perLogarithm()));
    }
    return "%s: cost against size, recall@%d; the last column is 1.00 where cost grows as log n%n%n"
            .formatted(set, k)
        + table;
  }
}
