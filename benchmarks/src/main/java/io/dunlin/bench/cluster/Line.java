package io.dunlin.bench.cluster;

/**
 * The straight line that lies nearest to some points by the squares of the distances in y: what
 * something costs at all, and what each further one adds.
 *
 * @param intercept y at x = 0
 * @param slope of y over x
 */
record Line(double intercept, double slope) {
  /**
   * @param x of which two at least differ
   */
  static Line through(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(x.length + " and " + y.length + " coordinates");
    }
    double meanX = mean(x);
    double meanY = mean(y);
    double both = 0;
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      both += (x[i] - meanX) * (y[i] - meanY);
      square += (x[i] - meanX) * (x[i] - meanX);
    }
    if (square == 0) {
      throw new IllegalArgumentException("all x are " + meanX);
    }
    double slope = both / square;
    return new Line(meanY - slope * meanX, slope);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
