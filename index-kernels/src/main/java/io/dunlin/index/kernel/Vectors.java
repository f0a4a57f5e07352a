package io.dunlin.index.kernel;

import io.dunlin.index.Metric;

/** What is done to a vector before it is stored or asked for. */
public final class Vectors {
  /** How far the squared length of a vector that counts as normalised may be from one. */
  private static final double UNIT_TOLERANCE = 1e-6;

  private Vectors() {}

  /**
   * The vector of length one in the same direction: the argument itself when it is one already or
   * has no direction (all zero), else a new array. Sums are taken in double precision and in order,
   * so the result has the same bits everywhere.
   */
  public static float[] normalize(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (squares == 0 || Math.abs(squares - 1) < UNIT_TOLERANCE) {
      return vector;
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  /** The score of one vector for another, without a table around them; greater is better. */
  public static float score(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double differences = 0;
    int differing = 0;
    int either = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      dot += (double) a[i] * b[i];
      squares += difference * difference;
      differences += Math.abs(difference);
      differing += a[i] == b[i] ? 0 : 1;
      either += a[i] == 0 && b[i] == 0 ? 0 : 1;
    }
    return switch (metric) {
      case DOT, COSINE -> (float) dot;
      case EUCLID -> (float) (0 - squares);
      case MANHATTAN -> (float) (0 - differences);
      case HAMMING, JACCARD -> Distances.ofBits(metric, differing, either);
    };
  }
}
