package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.VectorRows;

/** Which rows a metric can compare, and distances in whole numbers. */
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
      case DOT, COSINE, HAMMING, JACCARD -> throw unfit(metric);
    };
  }

  /**
   * Whether the rows are of bits, and the metric one for them.
   *
   * @throws IllegalArgumentException when only one of the two is so
   */
  static boolean areOfBits(Metric metric, VectorRows rows) {
    boolean bits = rows.type() == ComponentType.BIT;
    if (bits != metric.isBinary()) {
      throw new IllegalArgumentException(
          "rows of %s cannot be compared by %s".formatted(rows.type(), metric));
    }
    return bits;
  }

  /**
   * The score of a row of bits.
   *
   * @param differing components that are not the query's
   * @param either components that are one in the row or the query
   */
  static float ofBits(Metric metric, int differing, int either) {
    return switch (metric) {
      case HAMMING -> 0f - differing;
      case JACCARD -> either == 0 ? 0f : 0f - (float) differing / either;
      case DOT, COSINE, EUCLID, MANHATTAN -> throw unfit(metric);
    };
  }

  static IllegalArgumentException unfit(Metric metric) {
    return new IllegalArgumentException(metric + " cannot compare such rows");
  }
}
