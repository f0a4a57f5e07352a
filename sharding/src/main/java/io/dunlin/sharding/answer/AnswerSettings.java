package io.dunlin.sharding.answer;

import java.time.Duration;
import java.util.Optional;

/**
 * How answers are shared.
 *
 * @param cache absent: answers are not kept, and only queries under way are joined
 */
public record AnswerSettings(Optional<Cache> cache, CacheMetrics metrics) {
  /**
   * @param bytes that kept answers may take, about
   * @param lifetime of an answer, whether or not something is written
   */
  public record Cache(long bytes, Duration lifetime) {}

  /** Nothing is kept and nothing counted. */
  public static final AnswerSettings WITHOUT_CACHE =
      new AnswerSettings(Optional.empty(), CacheMetrics.none());
}
