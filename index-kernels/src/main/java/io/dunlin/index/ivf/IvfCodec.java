package io.dunlin.index.ivf;

import io.dunlin.index.Metric;

/** What the rows of a list are scored by before the best are scored by their vectors. */
public enum IvfCodec {
  /** The vectors themselves; there are no codes. */
  FLAT(0, 0),

  /** A byte for each component of the vector (scalar quantization). */
  SQ8(1, 0),

  /** Product codes of the residual, a byte a part; the query's tables hold floats. */
  PQ8(2, 8),

  /** Product codes of the residual, half a byte a part, scanned 32 rows at a time. */
  PQ4(3, 4),

  /** The signs of the rotated residual, a bit a component, scanned 32 rows at a time. */
  RABITQ(4, 4);

  private final int number;
  private final int bits;

  IvfCodec(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /** How it is named in a file. */
  int number() {
    return number;
  }

  /** Bits of a digit, 0 where rows are not coded as digits. */
  int bits() {
    return bits;
  }

  /** Whether rows lie in blocks with what is needed to estimate their scores. */
  boolean inBlocks() {
    return bits > 0;
  }

  /** Whether codes are of parts of the vector, from codebooks. */
  boolean isProduct() {
    return this == PQ4 || this == PQ8;
  }

  /** Whether scores of this metric can be told from the codes: estimates are of inner products. */
  public boolean supports(Metric metric) {
    return !metric.isBinary() && (!inBlocks() || metric != Metric.MANHATTAN);
  }

  static IvfCodec of(int number) {
    for (IvfCodec codec : values()) {
      if (codec.number == number) {
        return codec;
      }
    }
    throw new IllegalArgumentException("the section of lists has an unknown kind of codes");
  }
}
