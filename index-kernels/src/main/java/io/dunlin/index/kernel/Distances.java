package io.dunlin.index.kernel;

import io.dunlin.index.Metric;

/** The metrics that are distances, for kernels of whole numbers. */
final class Distances {
  private Distances() {}

  /**
   * True for Euclid, false for Manhattan.
   *
   * @throws IllegalArgumentException for a metric that is none
   */
  static boolean areSquared(Metric metric) {
    return switch (metric) {
      case EUCLID -> true;
      case MANHATTAN -> false;
      case DOT, COSINE -> throw new IllegalArgumentException(metric + " is not a distance");
    };
  }
}
