package io.dunlin.index.search;

/**
 * A score and a row in one long: the better of two is the greater long. High are the score's bits,
 * turned so that they sort as integers; low is the row's complement, so that among equal scores the
 * lower row is better. NaN, the sum of opposite infinities, counts as the worst score.
 */
final class ScoredRow {
  private ScoredRow() {}

  static long of(float score, int row) {
    float number = Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score + 0f;
    return ((long) flip(Float.floatToRawIntBits(number)) << 32) | (~row & 0xFFFF_FFFFL);
  }

  static float score(long scoredRow) {
    return Float.intBitsToFloat(flip((int) (scoredRow >> 32)));
  }

  static int row(long scoredRow) {
    return ~(int) scoredRow;
  }

  /** Negative floats count downwards in their bits; its own inverse. */
  private static int flip(int bits) {
    return bits ^ ((bits >> 31) & 0x7FFF_FFFF);
  }
}
