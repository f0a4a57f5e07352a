package io.dunlin.bench.report;

import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Tuning;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A set's figures as SVG: what each index reaches, and what that takes of memory.
 *
 * <ul>
 *   <li>{@code recall-qps.svg}: queries per second over recall, up and to the right is better
 *   <li>{@code memory-qps.svg}: queries per second at recall 0.95 over resident bytes per vector
 *   <li>{@code recall-p99.svg}: recall over the 99th percentile of a search's time, of {@code tune}
 *   <li>{@code memory-recall.svg}: recall at equal speed over resident bytes per vector; the speed
 *       is that of the slowest index at recall 0.95, so that all reach it
 * </ul>
 */
final class Plots {
  private static final double RECALL = 0.95;
  private static final int WIDTH = 900;
  private static final int HEIGHT = 600;
  private static final float LINE = 1.5f;
  private static final int MARKER = 7;

  /** Told apart by all eyes (Okabe and Ito, "Color universal design", 2008), and some more. */
  private static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xE69F00),
    new Color(0x56B4E9),
    new Color(0x8C6D31),
    new Color(0x7F3C8D),
    new Color(0x707070),
    new Color(0xA50026),
    new Color(0x1A1A6E),
    new Color(0x9ACD32)
  };

  private Plots() {}

  static void write(IndexFigures figures, Path folder) throws IOException {
    Files.createDirectories(folder);
    System.setProperty("java.awt.headless", "true");
    String recall = "recall@" + figures.sweep().k();
    boolean reached =
        figures.curves().stream().anyMatch(curve -> curve.queriesPerSecondAt(RECALL).isPresent());
    write(recallAndSpeed(figures, recall), folder.resolve("recall-qps.svg"));
    if (reached) {
      write(memoryAndSpeed(figures, recall), folder.resolve("memory-qps.svg"));
    }
    write(memoryAndRecall(figures, recall), folder.resolve("memory-recall.svg"));
  }

  static void write(TuneFigures figures, Path folder) throws IOException {
    Files.createDirectories(folder);
    System.setProperty("java.awt.headless", "true");
    XYChart chart = chart(figures.dataset(), "p99 of a search, µs", "recall@" + figures.k());
    for (TuneFigures.Form form : figures.forms()) {
      List<Curve.Point> front =
          Tuning.front(
              form.built().stream().flatMap(built -> built.curve().points().stream()).toList());
      addLine(
          chart,
          form.name(),
          front.stream().mapToDouble(Curve.Point::p99Micros).toArray(),
          front.stream().mapToDouble(Curve.Point::recall).toArray());
    }
    write(chart, folder.resolve("recall-p99.svg"));
  }

  private static XYChart recallAndSpeed(IndexFigures figures, String recall) {
    XYChart chart = chart(figures.dataset(), recall, "queries per second");
    chart.getStyler().setYAxisLogarithmic(true);
    for (Curve curve : figures.curves()) {
      List<Curve.Point> front = curve.front();
      addLine(
          chart,
          curve.index(),
          front.stream().mapToDouble(Curve.Point::recall).toArray(),
          front.stream().mapToDouble(Curve.Point::queriesPerSecond).toArray());
    }
    return chart;
  }

  private static XYChart memoryAndSpeed(IndexFigures figures, String recall) {
    XYChart chart =
        chart(
            figures.dataset(),
            "resident bytes per vector",
            "queries per second at %s = %.2f".formatted(recall, RECALL));
    chart.getStyler().setYAxisLogarithmic(true);
    for (Curve curve : figures.curves()) {
      curve.queriesPerSecondAt(RECALL).ifPresent(speed -> addDot(chart, curve, speed));
    }
    return chart;
  }

  private static XYChart memoryAndRecall(IndexFigures figures, String recall) {
    double speed =
        figures.curves().stream()
            .map(curve -> curve.queriesPerSecondAt(RECALL))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .min()
            .orElse(0);
    XYChart chart =
        chart(
            figures.dataset(),
            "resident bytes per vector",
            String.format(Locale.ROOT, "%s at %.0f queries per second", recall, speed));
    figures.curves().forEach(curve -> addDot(chart, curve, curve.recallAt(speed)));
    return chart;
  }

  private static void addLine(XYChart chart, String name, double[] x, double[] y) {
    chart.addSeries(name, x, y).setLineStyle(new BasicStroke(LINE));
  }

  private static void addDot(XYChart chart, Curve curve, double value) {
    XYSeries series =
        chart.addSeries(
            curve.index(), new double[] {curve.residentPerVector()}, new double[] {value});
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.Matlab)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart
        .getStyler()
        .setYAxisDecimalPattern("#,###.##")
        .setSeriesColors(COLOURS)
        .setLegendPosition(LegendPosition.OutsideE)
        .setMarkerSize(MARKER);
    return chart;
  }

  private static void write(XYChart chart, Path file) throws IOException {
    ChartEncoder.saveChart(chart, file.toString(), "svg");
  }
}
