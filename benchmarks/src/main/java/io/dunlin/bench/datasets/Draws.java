package io.dunlin.bench.datasets;

import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * The randomness of generated sets. Rows come in blocks, each from a generator seeded by the
 * block's number, so they do not depend on threads, and a set of more rows begins with the rows of
 * a smaller one.
 */
record Draws(long seed) {
  private static final int BLOCK = 10_000;
  private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** What a generator is for; part of its seed, so that no two draw the same numbers. */
  enum Purpose {
    MODEL(1),
    ROWS(2),
    QUERIES(3);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  RandomGenerator random(Purpose purpose, int block) {
    return RANDOM.create((seed * 31 + purpose.salt) * 1_000_003 + block);
  }

  /** Vectors that {@code vector} draws, by all cores. */
  VectorRows rows(
      int count, int dimension, Purpose purpose, Function<RandomGenerator, float[]> vector) {
    RowTable table = new RowTable(count, dimension);
    IntStream.range(0, Math.ceilDiv(count, BLOCK))
        .parallel()
        .forEach(block -> {
          RandomGenerator random = random(purpose, block);
          int end = Math.min(count, (block + 1) * BLOCK);
          for (int row = block * BLOCK; row < end; row++) {
            table.set(row, vector.apply(random));
          }
        });
    return table.rows();
  }

  static float[][] gaussian(RandomGenerator random, int rows, int columns, double deviation) {
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (random.nextGaussian() * deviation);
      }
    }
    return matrix;
  }

  /** Weights of {@code count} clusters that fall as a power of their rank, summed up. */
  static double[] cumulativeWeights(int count, double power) {
    double[] cumulative = new double[count];
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += StrictMath.pow(10 + rank, -power);
      cumulative[rank] = sum;
    }
    return cumulative;
  }

  /** A cluster, by its weight. */
  static int cluster(RandomGenerator random, double[] cumulativeWeights) {
    double drawn = random.nextDouble() * cumulativeWeights[cumulativeWeights.length - 1];
    int found = Arrays.binarySearch(cumulativeWeights, drawn);
    return found >= 0 ? found : -found - 1;
  }

  /** {@code vector + factor * direction}, in place. */
  static void add(float[] vector, float factor, float[] direction) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] += factor * direction[i];
    }
  }

  /** To length one, in place; zeros stay. */
  static void normalise(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    double length = StrictMath.sqrt(squares);
    for (int i = 0; i < vector.length && length > 0; i++) {
      vector[i] = (float) (vector[i] / length);
    }
  }
}
