package io.dunlin.bench.report;

import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.SweepSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The indexes beside each other on one set, in process.
 *
 * @param curves the first is what the others are compared with
 */
public record IndexFigures(
    String dataset,
    int queries,
    GraphParams graph,
    SweepSettings sweep,
    List<Curve> curves,
    List<AtRecall> atRecall) {
  private static final double[] RECALLS = {0.90, 0.95, 0.99};

  /** Speed at equal recall, by index in the order of the curves. */
  public record AtRecall(double recall, List<Speed> speeds) {}

  /**
   * One index at one recall.
   *
   * @param queriesPerSecond absent where the recall is not reached
   * @param ratio the first index's speed over this one's; absent where either is
   */
  public record Speed(@Nullable Double queriesPerSecond, @Nullable Double ratio) {}

  public static IndexFigures of(
      String dataset, int queries, GraphParams graph, SweepSettings sweep, List<Curve> curves) {
    List<AtRecall> atRecall =
        Arrays.stream(RECALLS).mapToObj(recall -> compare(curves, recall)).toList();
    return new IndexFigures(dataset, queries, graph, sweep, curves, atRecall);
  }

  private static AtRecall compare(List<Curve> curves, double recall) {
    OptionalDouble first = curves.getFirst().queriesPerSecondAt(recall);
    return new AtRecall(
        recall,
        curves.stream().map(curve -> speed(first, curve.queriesPerSecondAt(recall))).toList());
  }

  private static Speed speed(OptionalDouble first, OptionalDouble own) {
    if (own.isEmpty()) {
      return new Speed(null, null);
    }
    double speed = own.getAsDouble();
    return new Speed(speed, first.isPresent() ? first.getAsDouble() / speed : null);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %d queries, recall@%d, %s, searched by %d%s%n%n"
            .formatted(
                dataset,
                queries,
                sweep.k(),
                graph,
                sweep.threads(),
                sweep.batch() > 1
                    ? ", batches of " + sweep.batch() + " where they are taken"
                    : ""));
    for (Curve curve : curves) {
      text.append("  %s: %s%n".formatted(curve.index(), curve.configuration()));
      text.append("    bytes per vector: %s%n".formatted(curve.memory()));
    }
    return text.append(System.lineSeparator())
        .append(pointTable())
        .append(System.lineSeparator())
        .append(summaryTable())
        .toString();
  }

  private TextTable pointTable() {
    TextTable table =
        new TextTable("index", "effort", "recall", "QPS", "slowest", "fastest", "p50 µs", "p99 µs");
    for (Curve curve : curves) {
      for (Curve.Point point : curve.points()) {
        table.add(
            curve.index(),
            point.effort().toString(),
            TextTable.number("%.4f", point.recall()),
            TextTable.number("%.0f", point.queriesPerSecond()),
            TextTable.number("%.0f", point.slowest()),
            TextTable.number("%.0f", point.fastest()),
            TextTable.number("%.0f", point.p50Micros()),
            TextTable.number("%.0f", point.p99Micros()));
      }
    }
    return table;
  }

  private TextTable summaryTable() {
    TextTable table =
        new TextTable(
            "index",
            "build s",
            "bytes/vector",
            "resident",
            "QPS@0.90",
            "ratio",
            "QPS@0.95",
            "ratio",
            "QPS@0.99",
            "ratio");
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      List<String> cells = new ArrayList<>();
      cells.add(curve.index());
      cells.add(TextTable.number("%.1f", curve.buildSeconds()));
      cells.add(TextTable.number("%.0f", curve.bytesPerVector()));
      cells.add(TextTable.number("%.0f", curve.residentPerVector()));
      for (AtRecall level : atRecall) {
        cells.add(TextTable.number("%.0f", level.speeds().get(i).queriesPerSecond()));
        cells.add(TextTable.number("%.2f", level.speeds().get(i).ratio()));
      }
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }
}
