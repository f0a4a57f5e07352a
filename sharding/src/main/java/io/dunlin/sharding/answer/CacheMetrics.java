package io.dunlin.sharding.answer;

import java.util.Set;

/** What is counted of answers that serve more than one caller. Any thread may call. */
public interface CacheMetrics {
  /** An answer was taken from the cache. */
  void hit(String collection);

  /** There was none in it. */
  void miss(String collection);

  /** A query waited for an identical one that was under way, and took its answer. */
  void joined(String collection);

  /** An answer was taken out to make room, or as it was too old. */
  void evicted();

  /** How much the cache holds. */
  void size(long answers, long bytes);

  /**
   * What was counted of others is told no more.
   *
   * @param collections the names of all that there are
   */
  default void keepOnly(Set<String> collections) {}

  /** Counts nothing. */
  static CacheMetrics none() {
    return new CacheMetrics() {
      @Override
      public void hit(String collection) {}

      @Override
      public void miss(String collection) {}

      @Override
      public void joined(String collection) {}

      @Override
      public void evicted() {}

      @Override
      public void size(long answers, long bytes) {}
    };
  }
}
