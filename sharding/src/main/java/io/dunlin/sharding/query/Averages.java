package io.dunlin.sharding.query;

import java.util.List;

/** Vectors made of several. */
final class Averages {
  private Averages() {}

  /**
   * The mean of the positive ones, or as far beyond it as the mean of the negative ones is short.
   */
  static float[] between(List<float[]> positive, List<float[]> negative) {
    float[] near = mean(positive);
    if (negative.isEmpty()) {
      return near;
    }
    float[] far = mean(negative);
    float[] beyond = new float[near.length];
    for (int i = 0; i < near.length; i++) {
      beyond[i] = 2 * near[i] - far[i];
    }
    return beyond;
  }

  private static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.getFirst().length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return mean;
  }
}
