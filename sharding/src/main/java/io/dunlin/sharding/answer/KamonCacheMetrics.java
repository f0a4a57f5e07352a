package io.dunlin.sharding.answer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/** Figures of shared answers as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonCacheMetrics implements CacheMetrics {
  private final ConcurrentMap<String, Counter> hits = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Counter> misses = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Counter> joined = new ConcurrentHashMap<>();
  private final Counter evicted =
      Kamon.counter("dunlin_result_cache_evictions_total").withoutTags();
  private final Gauge answers = Kamon.gauge("dunlin_result_cache_answers").withoutTags();
  private final Gauge bytes = Kamon.gauge("dunlin_result_cache_bytes").withoutTags();

  @Override
  public void hit(String collection) {
    count(hits, "dunlin_result_cache_hits_total", collection);
  }

  @Override
  public void miss(String collection) {
    count(misses, "dunlin_result_cache_misses_total", collection);
  }

  @Override
  public void joined(String collection) {
    count(joined, "dunlin_queries_joined_total", collection);
  }

  private static void count(
      ConcurrentMap<String, Counter> counters, String name, String collection) {
    Counter _ =
        counters
            .computeIfAbsent(
                collection, some -> Kamon.counter(name).withTags(TagSet.of("collection", some)))
            .increment();
  }

  @Override
  public void evicted() {
    Counter _ = evicted.increment();
  }

  @Override
  public void size(long answersNow, long bytesNow) {
    Gauge _ = answers.update((double) answersNow);
    Gauge _ = bytes.update((double) bytesNow);
  }
}
