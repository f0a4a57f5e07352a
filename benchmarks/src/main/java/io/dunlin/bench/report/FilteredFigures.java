package io.dunlin.bench.report;

import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.sweep.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Searches with filters beside each other. */
public record FilteredFigures(String dataset, int k, GraphParams graph, List<Row> rows) {
  private static final double RECALL = 0.95;

  /**
   * One kind of filter.
   *
   * @param share of the rows that are accepted
   * @param curves Dunlin's, then the others'
   * @param queriesPerSecond of each at recall 0.95; absent where it is not reached
   * @param ratio of the best of Dunlin's to the best of the others
   */
  public record Row(
      String kind,
      double share,
      List<Curve> curves,
      List<@Nullable Double> queriesPerSecond,
      @Nullable Double ratio) {
    public static Row of(String kind, double share, List<Curve> own, List<Curve> others) {
      List<Curve> curves = Stream.concat(own.stream(), others.stream()).toList();
      List<@Nullable Double> speeds = new ArrayList<>();
      for (Curve curve : curves) {
        OptionalDouble speed = curve.queriesPerSecondAt(RECALL);
        speeds.add(speed.isPresent() ? speed.getAsDouble() : null);
      }
      double best = best(own);
      double bestOther = best(others);
      return new Row(
          kind, share, curves, speeds, best > 0 && bestOther > 0 ? best / bestOther : null);
    }

    private static double best(List<Curve> curves) {
      return curves.stream()
          .mapToDouble(curve -> curve.queriesPerSecondAt(RECALL).orElse(0))
          .max()
          .orElse(0);
    }
  }

  @Override
  public String toString() {
    List<String> head = new ArrayList<>(List.of("filter", "accepted"));
    rows.getFirst().curves().forEach(curve -> head.add(curve.index()));
    head.add("best of Dunlin to best other");
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
