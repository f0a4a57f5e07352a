package io.dunlin.index.train;

import java.util.SplittableRandom;

/**
 * Vectors in clusters, each a flat of few dimensions: components are correlated, as those of real
 * embeddings are.
 */
final class TrainingRows {
  private final SplittableRandom random;
  private final int dimension;

  /** For each cluster its center, then its axes. */
  private final float[][][] clusters;

  TrainingRows(long seed, int dimension, int axes, int clusters) {
    this.random = new SplittableRandom(seed);
    this.dimension = dimension;
    this.clusters = new float[clusters][1 + axes][];
    for (float[][] cluster : this.clusters) {
      cluster[0] = gaussian(1);
      for (int axis = 1; axis <= axes; axis++) {
        cluster[axis] = gaussian(Math.sqrt(1.0 / axes));
      }
    }
  }

  private float[] gaussian(double scale) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (scale * random.nextGaussian());
    }
    return vector;
  }

  float[][] take(int count) {
    float[][] vectors = new float[count][];
    for (int row = 0; row < count; row++) {
      float[][] cluster = clusters[random.nextInt(clusters.length)];
      vectors[row] = cluster[0].clone();
      for (int axis = 1; axis < cluster.length; axis++) {
        double along = random.nextGaussian();
        for (int i = 0; i < dimension; i++) {
          vectors[row][i] += (float) (along * cluster[axis][i]);
        }
      }
    }
    return vectors;
  }

  /** Vectors of length one. */
  float[][] takeUnit(int count) {
    float[][] vectors = take(count);
    for (float[] vector : vectors) {
      double squares = 0;
      for (float component : vector) {
        squares += (double) component * component;
      }
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) (vector[i] / Math.sqrt(squares));
      }
    }
    return vectors;
  }
}
