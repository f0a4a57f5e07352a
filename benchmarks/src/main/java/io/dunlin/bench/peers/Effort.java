package io.dunlin.bench.peers;

import java.util.Locale;

/**
 * What a search may spend; the more, the better and slower it is.
 *
 * @param breadth how many candidates a walk keeps (ef), at least k, or how many lists are read
 *     (probes)
 * @param oversampling how many of the best by codes are scored again by their vectors, for each
 *     result wanted; 0 leaves it to the index
 */
public record Effort(int breadth, double oversampling) {
  /** A breadth alone. */
  public static Effort of(int breadth) {
    return new Effort(breadth, 0);
  }

  /** How many are scored again for {@code k} results; at least k. */
  public int rescored(int k) {
    return Math.max(k, (int) Math.ceil(oversampling * k));
  }

  /** The same, as broad at least. */
  Effort withAtLeast(int least) {
    return new Effort(Math.max(breadth, least), oversampling);
  }

  @Override
  public String toString() {
    return oversampling == 0
        ? Integer.toString(breadth)
        : String.format(Locale.ROOT, "%d x%.1f", breadth, oversampling);
  }
}
