package io.dunlin.index.plan;

/** Codes of the rows that a walk through a graph reads. */
public sealed interface RowCodes {
  /** The vectors themselves. */
  record None() implements RowCodes {}

  /**
   * A byte a component.
   *
   * @param quantile the share of components whose range the bytes span
   */
  record Bytes(float quantile) implements RowCodes {}

  /**
   * RaBitQ codes; bytes for metrics that these say nothing about.
   *
   * @param bits of a component: 1, 2 or 4
   */
  record Rabitq(int bits) implements RowCodes {}

  /**
   * Product codes.
   *
   * @param digits bytes of a row
   */
  record Product(int digits) implements RowCodes {}

  /** A short name for logs. */
  default String description() {
    return switch (this) {
      case None() -> "vectors";
      case Bytes(float quantile) -> "bytes of quantile " + quantile;
      case Rabitq(int bits) -> bits + "-bit RaBitQ";
      case Product(int digits) -> "product codes of %d bytes".formatted(digits);
    };
  }
}
