package io.dunlin.actors.placement;

import java.util.Locale;
import java.util.Optional;

/**
 * A warning that a collection's number of shards does not suit what it holds.
 *
 * @param suggested a number of shards that would
 */
public record ShardAdvice(Kind kind, int shards, long suggested, String text) {
  /** Fewer points per shard are not worth the log, the files and the search of a shard. */
  static final long FEWEST_POINTS = 10_000;

  /** What is suggested for small collections. */
  static final long GOOD_POINTS = 100_000;

  public static final long MOST_VECTORS = 50_000_000;

  /** What is wrong. */
  public enum Kind {
    TOO_MANY_SHARDS,
    TOO_FEW_SHARDS
  }

  /**
   * Advice for a collection, empty when its number of shards is all right or it holds nothing yet.
   *
   * @param vectors of all points, named ones counted each
   * @param mostVectors that a shard should hold, by default {@link #MOST_VECTORS}
   */
  public static Optional<ShardAdvice> of(int shards, long points, long vectors, long mostVectors) {
    if (vectors > mostVectors * shards) {
      long suggested = Math.ceilDiv(vectors, mostVectors);
      String text =
          String.format(
              Locale.ROOT,
              "%,d vectors in %d shards are %,d each, more than %,d; %d shards would do",
              vectors,
              shards,
              vectors / shards,
              mostVectors,
              suggested);
      return Optional.of(new ShardAdvice(Kind.TOO_FEW_SHARDS, shards, suggested, text));
    }
    if (shards > 1 && points > 0 && points < FEWEST_POINTS * shards) {
      long suggested =
          Math.max(Math.ceilDiv(points, GOOD_POINTS), Math.ceilDiv(vectors, mostVectors));
      String text =
          String.format(
              Locale.ROOT,
              "%,d points in %d shards are %,d each, fewer than %,d; %d would do",
              points,
              shards,
              points / shards,
              FEWEST_POINTS,
              suggested);
      return Optional.of(new ShardAdvice(Kind.TOO_MANY_SHARDS, shards, suggested, text));
    }
    return Optional.empty();
  }
}
