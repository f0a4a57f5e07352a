package io.dunlin.cluster.demo;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Vectors as an embedding model might give them: points gather around a few dozen themes on a
 * curved surface of {@value #INNER_DIMENSION} dimensions, bent into {@code dimension} by a random
 * layer and blurred a little. Uniform noise would be no test: all its points are equally far.
 *
 * <p>Each vector is a pure function of seed and number, so threads share nothing but this.
 */
final class DemoData {
  /** Components are whole multiples of 1/10,000, so their four decimals in JSON are exact. */
  static final int SCALE = 10_000;

  private static final int INNER_DIMENSION = 20;
  private static final int THEMES = 48;
  private static final double SPREAD = 0.16;
  private static final double BLUR = 0.08;

  /** Queries are numbered from here on: never a stored point, but from the same source. */
  private static final long FIRST_QUERY = 1L << 40;

  private final long seed;
  private final double[][] themes;
  private final double[][] layer;

  DemoData(long seed, int dimension) {
    this.seed = seed;
    RandomGenerator random = new SplittableRandom(seed);
    this.themes = gaussians(random, THEMES, INNER_DIMENSION);
    this.layer = gaussians(random, dimension, INNER_DIMENSION);
  }

  int dimension() {
    return layer.length;
  }

  /** The theme a point belongs to, from 0 to {@value #THEMES} - 1. */
  int theme(long point) {
    return source(point).nextInt(THEMES);
  }

  /** The stored point's components, each times {@link #SCALE}. */
  int[] vector(long point) {
    return generate(source(point));
  }

  /** A query's components, each times {@link #SCALE}. */
  int[] query(long number) {
    return generate(source(FIRST_QUERY + number));
  }

  private SplittableRandom source(long number) {
    return new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (number + 1));
  }

  private int[] generate(SplittableRandom random) {
    double[] inner = themes[random.nextInt(THEMES)].clone();
    for (int axis = 0; axis < inner.length; axis++) {
      inner[axis] += SPREAD * random.nextGaussian();
    }
    int[] vector = new int[layer.length];
    for (int row = 0; row < vector.length; row++) {
      double sum = BLUR * random.nextGaussian();
      for (int axis = 0; axis < inner.length; axis++) {
        sum += layer[row][axis] * inner[axis];
      }
      // Softsign bends the surface as tanh would, and gives the same bits on every machine.
      vector[row] = (int) Math.rint(SCALE * sum / (1 + Math.abs(sum)));
    }
    return vector;
  }

  private static double[][] gaussians(RandomGenerator random, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int column = 0; column < columns; column++) {
        row[column] = random.nextGaussian() / Math.sqrt(columns);
      }
    }
    return matrix;
  }
}
