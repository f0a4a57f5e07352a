package io.dunlin.index.quantize;

/**
 * The components of a vector in consecutive parts of about the same length: part s has those from
 * {@code s * dimension / count} up to where the next begins. Where the count does not divide the
 * dimension, parts differ by one component, and the shorter ones are padded with a zero at their
 * end; so tables of parts have one stride, {@link #width}.
 *
 * @param dimension of the vectors
 * @param count parts, 1..dimension
 */
public record SubSpaces(int dimension, int count) {
  public SubSpaces {
    if (count < 1 || count > dimension) {
      throw new IllegalArgumentException(
          "%d components cannot be split into %d parts".formatted(dimension, count));
    }
  }

  /** The first component of a part; that of part {@code count} is the dimension. */
  public int start(int part) {
    return (int) ((long) part * dimension / count);
  }

  /** Components of a part, without padding. */
  public int length(int part) {
    return start(part + 1) - start(part);
  }

  /** Components of the longest part, and of every part with its padding. */
  public int width() {
    return (dimension + count - 1) / count;
  }
}
