package io.dunlin.http.grpc;

/** The contract's unsigned numbers as Java's signed ones; what is too large becomes the largest. */
final class Unsigned {
  private Unsigned() {}

  static int toInt(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  static int toInt(long unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : (int) Math.min(unsigned, Integer.MAX_VALUE);
  }

  static long toLong(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }
}
