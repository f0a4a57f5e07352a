package io.dunlin.bench.report;

import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.sweep.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Searches with filters beside each other. */
public record FilteredFigures(String dataset, int k, GraphParams graph, List<Row> rows) {
  private static final double RECALL = 0.95;

  /**
   * One kind of filter.
   *
   * @param share of the rows that are accepted
   * @param curves the first is compared with the best of the others
   * @param queriesPerSecond of each at recall 0.95; absent where it is not reached
   * @param ratio of the first to the best of the others
   */
  public record Row(
      String kind,
      double share,
      List<Curve> curves,
      List<@Nullable Double> queriesPerSecond,
      @Nullable Double ratio) {
    public static Row of(String kind, double share, List<Curve> curves) {
      List<@Nullable Double> speeds = new ArrayList<>();
      double best = 0;
      for (int i = 0; i < curves.size(); i++) {
        OptionalDouble speed = curves.get(i).queriesPerSecondAt(RECALL);
        speeds.add(speed.isPresent() ? speed.getAsDouble() : null);
        if (i > 0) {
          best = Math.max(best, speed.orElse(0));
        }
      }
      Double first = speeds.getFirst();
      return new Row(kind, share, curves, speeds, first == null ? null : first / best);
    }
  }

  @Override
  public String toString() {
    List<String> head = new ArrayList<>(List.of("filter", "accepted"));
    rows.getFirst().curves().forEach(curve -> head.add(curve.index()));
    head.add("first to best other");
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.kind());
      cells.add(String.format(Locale.ROOT, "%.2f %%", 100 * row.share()));
      row.queriesPerSecond().forEach(speed -> cells.add(TextTable.number("%.0f", speed)));
      cells.add(TextTable.number("%.2f", row.ratio()));
      table.add(cells.toArray(String[]::new));
    }
    return "%s with filters, QPS at recall@%d 0.95, M=%d, efConstruction=%d, searched by 1 thread%n%n"
            .formatted(dataset, k, graph.m(), graph.efConstruction())
        + table;
  }
}
