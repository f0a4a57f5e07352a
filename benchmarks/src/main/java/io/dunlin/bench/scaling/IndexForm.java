package io.dunlin.bench.scaling;

import java.util.Arrays;
import java.util.Locale;

/**
 * How a shard's vectors lie, and so what a vector takes in memory and on disk and what a search
 * takes. Bytes follow from the layouts; times are those of FIGURES.md, for recall 0.99.
 */
public enum IndexForm {
  GRAPH_FLOATS("graph, floats", 137, 4, 4, Growth.LOGARITHM),
  GRAPH_BYTES("graph walked by bytes, rescored", 137, 5, 5, Growth.LOGARITHM),
  GRAPH_4BIT_DISK("graph by 4-bit RaBitQ, vectors on disk", 145, 0.5, 4.5, Growth.LOGARITHM),
  LISTS_RABITQ_DISK("lists, RaBitQ, vectors on disk", 16, 0.125, 4.125, Growth.ROOT);

  /** How a search's time follows the rows of a shard. */
  private enum Growth {
    LOGARITHM,
    /** As many lists as the root of the rows, and the same share of them read. */
    ROOT
  }

  private final String title;
  private final double fixedBytes;
  private final double residentPerComponent;
  private final double diskPerComponent;
  private final Growth growth;

  IndexForm(
      String title,
      double fixedBytes,
      double residentPerComponent,
      double diskPerComponent,
      Growth growth) {
    this.title = title;
    this.fixedBytes = fixedBytes;
    this.residentPerComponent = residentPerComponent;
    this.diskPerComponent = diskPerComponent;
    this.growth = growth;
  }

  /**
   * @throws IllegalArgumentException that names all forms
   */
  public static IndexForm named(String word) {
    return Arrays.stream(values())
        .filter(form -> form.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                word + " is none of " + Arrays.stream(values()).map(IndexForm::word).toList()));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  /** Bytes of a vector that have to be in memory. */
  double residentBytes(int dimension) {
    return fixedBytes + residentPerComponent * dimension;
  }

  double diskBytes(int dimension) {
    return fixedBytes + diskPerComponent * dimension;
  }

  /** Processor time of a search of one shard with so many rows. */
  double searchMicros(UnitCosts costs, double rows, int dimension) {
    double measured = costs.of("search." + word() + ".micros");
    double at = costs.of("search." + word() + ".rows");
    double components = dimension / costs.of("search.dimension");
    return measured * components * grown(Math.max(2, rows), at);
  }

  private double grown(double rows, double measuredAt) {
    return switch (growth) {
      case LOGARITHM -> Math.log(rows) / Math.log(measuredAt);
      case ROOT -> Math.sqrt(rows / measuredAt);
    };
  }
}
