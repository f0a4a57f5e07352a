package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * Codes that are kept of a vector's rows to find candidates with, as a user gave them; the names
 * and bounds are the wire contract's.
 */
public sealed interface QuantizationSettings {
  /** Keep the codes in memory even where the rows are on disk; absent: the engine's choice. */
  Optional<Boolean> alwaysRam();

  /**
   * A byte a component.
   *
   * @param quantile share of the components that the bytes span, from 0.5 to 1; what lies beyond is
   *     clipped. Absent: all
   */
  public record Scalar(Optional<Float> quantile, Optional<Boolean> alwaysRam)
      implements QuantizationSettings {}

  /** Product quantization. */
  public record Product(Compression compression, Optional<Boolean> alwaysRam)
      implements QuantizationSettings {}

  /**
   * A bit a component, or up to two.
   *
   * @param encoding absent: one bit
   * @param queryEncoding absent: the engine's choice
   */
  public record Binary(
      Optional<Encoding> encoding,
      Optional<QueryEncoding> queryEncoding,
      Optional<Boolean> alwaysRam)
      implements QuantizationSettings {}

  /**
   * A few bits a component of a rotated vector. Four if not told; one and a half count as two. The
   * codes are RaBitQ's, whose errors are bounded.
   */
  public record Turbo(Optional<Bits> bits, Optional<Boolean> alwaysRam)
      implements QuantizationSettings {}

  /** How many times smaller the codes are than rows of 32-bit floats. */
  public enum Compression {
    X4(4),
    X8(8),
    X16(16),
    X32(32),
    X64(64);

    private final int ratio;

    Compression(int ratio) {
      this.ratio = ratio;
    }

    public int ratio() {
      return ratio;
    }
  }

  /** Bits of a component in a binary code. */
  public enum Encoding {
    ONE_BIT,
    TWO_BITS,
    ONE_AND_HALF_BITS
  }

  /** What a query is made of before it is compared with binary codes. */
  public enum QueryEncoding {
    DEFAULT,
    BINARY,
    SCALAR4BITS,
    SCALAR8BITS
  }

  /** Bits of a component in a turbo code. */
  public enum Bits {
    BITS1,
    BITS1_5,
    BITS2,
    BITS4
  }
}
