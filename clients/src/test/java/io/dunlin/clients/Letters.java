package io.dunlin.clients;

import java.util.Locale;

/**
 * Vectors of texts for tests, where an embedding model would have to be fetched. Each run of one to
 * three characters adds to one of the dimensions, so that texts lie close together when they share
 * words; equal texts have equal vectors.
 */
final class Letters {
  static final int DIMENSIONS = 384;
  private static final int LONGEST_RUN = 3;

  private Letters() {}

  /** Of length 1. */
  static float[] vector(String text) {
    String padded = " " + text.toLowerCase(Locale.ROOT) + " ";
    double[] sums = new double[DIMENSIONS];
    for (int length = 1; length <= LONGEST_RUN; length++) {
      for (int start = 0; start + length <= padded.length(); start++) {
        int hash = padded.substring(start, start + length).hashCode();
        sums[Math.floorMod(hash * 0x9E3779B9, DIMENSIONS)]++;
      }
    }
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) (sums[i] / Math.sqrt(squares));
    }
    return vector;
  }
}
