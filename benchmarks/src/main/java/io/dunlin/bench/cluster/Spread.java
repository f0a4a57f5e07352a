package io.dunlin.bench.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Some measurements of one thing, sorted.
 *
 * @param values at least one
 */
record Spread(double[] values) {
  Spread {
    if (values.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    values = values.clone();
    Arrays.sort(values);
  }

  static Spread of(List<Double> values) {
    return new Spread(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The smallest value that at least this share of all does not exceed. */
  double quantile(double share) {
    return values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
  }

  double median() {
    return quantile(0.5);
  }

  double worst() {
    return values[values.length - 1];
  }

  /** Cells for the median, the 99th percentile and the worst. */
  String[] cells(String format) {
    return new String[] {
      text(format, median()), text(format, quantile(0.99)), text(format, worst())
    };
  }

  static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
