package io.dunlin.index.quantize;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A random rotation that takes O(d log d): rounds of random signs and a Walsh-Hadamard transform,
 * as in Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform" (2009). Afterwards every
 * component carries about as much of a vector as any other, which codes of few bits per component
 * rely on (Gao and Long, "RaBitQ", SIGMOD 2024, section 3.1.2).
 *
 * <p>The transform needs a power of two. Other sizes are rotated through a window of the largest
 * power of two that fits, which lies at the beginning and at the end in turn; in between, the two
 * halves are mixed.
 *
 * <p>It is a function of the dimension and the seed alone. Lengths and inner products are kept, up
 * to rounding.
 */
public final class Rotation {
  /** Rotated vectors are padded with zeros to a multiple of this many components. */
  private static final int BLOCK = 16;

  private static final int EIGHT = 8;
  private static final int ROUNDS_OF_ONE_WINDOW = 3;
  private static final int ROUNDS_OF_TWO_WINDOWS = 6;

  private final int dimension;
  private final int padded;
  private final int window;

  /** For each round what components are multiplied with before it: a random sign and a length. */
  private final float[] factors;

  private final int rounds;

  /**
   * @param dimension of the vectors before they are rotated
   */
  public Rotation(int dimension, long seed) {
    this.dimension = dimension;
    this.padded = paddedDimension(dimension);
    this.window = Integer.highestOneBit(padded);
    this.rounds = window == padded ? ROUNDS_OF_ONE_WINDOW : ROUNDS_OF_TWO_WINDOWS;
    this.factors = new float[rounds * padded];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < factors.length; i++) {
      float factor = factor(i / padded, i % padded);
      factors[i] = random.nextBoolean() ? factor : -factor;
    }
  }

  /** Sums and differences are longer than what they are of: by this a round keeps lengths. */
  private float factor(int round, int component) {
    if (window == padded) {
      return (float) Math.sqrt(1.0 / window);
    }
    int from = windowOf(round);
    boolean inside = component >= from && component < from + window;
    return (float) Math.sqrt(inside ? 0.5 / window : 0.5);
  }

  private int windowOf(int round) {
    return round % 2 == 0 ? 0 : padded - window;
  }

  /** Components that a rotated vector of so many has: a multiple of 16. */
  public static int paddedDimension(int dimension) {
    return (dimension + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Components of a rotated vector: the dimension, rounded up to a multiple of 16. */
  public int paddedDimension() {
    return padded;
  }

  /**
   * @param vector of the dimension
   * @param out at least as long as the padded dimension; may be {@code vector}
   */
  public void apply(float[] vector, float[] out) {
    System.arraycopy(vector, 0, out, 0, dimension);
    Arrays.fill(out, dimension, padded, 0f);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < padded; i++) {
        out[i] *= factors[round * padded + i];
      }
      transform(out, windowOf(round));
      if (window < padded) {
        butterflies(out, 0, padded / 2);
      }
    }
  }

  /** The Walsh-Hadamard transform of the window that starts at {@code from}. */
  private void transform(float[] vector, int from) {
    int to = from + window;
    for (int start = from; start < to; start += EIGHT) {
      transformEight(vector, start);
    }
    for (int half = EIGHT; half < window; half *= 2) {
      for (int start = from; start < to; start += 2 * half) {
        butterflies(vector, start, half);
      }
    }
  }

  /** The first three rounds of butterflies at once: loops as short as theirs cost too much. */
  private static void transformEight(float[] vector, int at) {
    float a = vector[at] + vector[at + 1];
    float b = vector[at] - vector[at + 1];
    float c = vector[at + 2] + vector[at + 3];
    float d = vector[at + 2] - vector[at + 3];
    float e = vector[at + 4] + vector[at + 5];
    float f = vector[at + 4] - vector[at + 5];
    float g = vector[at + 6] + vector[at + 7];
    float h = vector[at + 6] - vector[at + 7];
    float ac = a + c;
    float bd = b + d;
    float acMinus = a - c;
    float bdMinus = b - d;
    float eg = e + g;
    float fh = f + h;
    float egMinus = e - g;
    float fhMinus = f - h;
    vector[at] = ac + eg;
    vector[at + 1] = bd + fh;
    vector[at + 2] = acMinus + egMinus;
    vector[at + 3] = bdMinus + fhMinus;
    vector[at + 4] = ac - eg;
    vector[at + 5] = bd - fh;
    vector[at + 6] = acMinus - egMinus;
    vector[at + 7] = bdMinus - fhMinus;
  }

  private static void butterflies(float[] vector, int start, int half) {
    for (int i = start; i < start + half; i++) {
      float a = vector[i];
      float b = vector[i + half];
      vector[i] = a + b;
      vector[i + half] = a - b;
    }
  }

  /** Components of a vector before it is rotated. */
  public int dimension() {
    return dimension;
  }

  /** Components of the window. */
  public int window() {
    return window;
  }

  public int rounds() {
    return rounds;
  }

  /** For each round as many factors as a rotated vector has components. */
  public float[] factors() {
    return factors;
  }
}
