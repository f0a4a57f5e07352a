package io.dunlin.bench.report;

import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.sweep.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The indexes beside each other on one set, in process, one searching thread.
 *
 * @param curves Dunlin's first, when it is measured
 */
public record IndexFigures(
    String dataset,
    int queries,
    int k,
    GraphParams graph,
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
      String dataset, int queries, int k, GraphParams graph, List<Curve> curves) {
    List<AtRecall> atRecall =
        Arrays.stream(RECALLS).mapToObj(recall -> compare(curves, recall)).toList();
    return new IndexFigures(dataset, queries, k, graph, curves, atRecall);
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
    return "%s, %d queries, recall@%d, M=%d, efConstruction=%d, built by %d threads, searched by 1%n%n"
            .formatted(dataset, queries, k, graph.m(), graph.efConstruction(), graph.threads())
        + pointTable()
        + System.lineSeparator()
        + summaryTable();
  }

  private TextTable pointTable() {
    TextTable table = new TextTable("index", "ef", "recall", "QPS", "slowest", "fastest");
    for (Curve curve : curves) {
      for (Curve.Point point : curve.points()) {
        table.add(
            curve.index(),
            Integer.toString(point.breadth()),
            text("%.4f", point.recall()),
            text("%.0f", point.queriesPerSecond()),
            text("%.0f", point.slowest()),
            text("%.0f", point.fastest()));
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
            "QPS@0.90",
            "ratio",
            "QPS@0.95",
            "ratio",
            "QPS@0.99",
            "ratio");
    for (int i = 0; i < curves.size(); i++) {
      List<String> cells = new ArrayList<>();
      cells.add(curves.get(i).index());
      cells.add(text("%.1f", curves.get(i).buildSeconds()));
      cells.add(text("%.0f", curves.get(i).bytesPerVector()));
      for (AtRecall level : atRecall) {
        cells.add(text("%.0f", level.speeds().get(i).queriesPerSecond()));
        cells.add(text("%.2f", level.speeds().get(i).ratio()));
      }
      table.add(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String text(String format, @Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
