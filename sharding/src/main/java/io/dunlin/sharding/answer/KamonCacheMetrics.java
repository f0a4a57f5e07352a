package io.dunlin.sharding.answer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/** Figures of shared answers as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonCacheMetrics implements CacheMetrics {
  /** One for each collection that anything was counted of. */
  private record ByCollection(String name, ConcurrentMap<String, Counter> counters) {
    ByCollection(String name) {
      this(name, new ConcurrentHashMap<>());
    }

    void count(String collection) {
      Counter _ =
          counters
              .computeIfAbsent(collection, some -> Kamon.counter(name).withTags(tags(some)))
              .increment();
    }

    void keepOnly(Set<String> collections) {
      for (String collection : counters.keySet()) {
        if (!collections.contains(collection)) {
          counters.remove(collection);
          Kamon.counter(name).remove(tags(collection));
        }
      }
    }

    private static TagSet tags(String collection) {
      return TagSet.of("collection", collection);
    }
  }

  private final ByCollection hits = new ByCollection("dunlin_result_cache_hits_total");
  private final ByCollection misses = new ByCollection("dunlin_result_cache_misses_total");
  private final ByCollection joined = new ByCollection("dunlin_queries_joined_total");
  private final Counter evicted =
      Kamon.counter("dunlin_result_cache_evictions_total").withoutTags();
  private final Gauge answers = Kamon.gauge("dunlin_result_cache_answers").withoutTags();
  private final Gauge bytes = Kamon.gauge("dunlin_result_cache_bytes").withoutTags();

  @Override
  public void hit(String collection) {
    hits.count(collection);
  }

  @Override
  public void miss(String collection) {
    misses.count(collection);
  }

  @Override
  public void joined(String collection) {
    joined.count(collection);
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

  /** One that is counted again at just that moment goes with the next change of the catalog. */
  @Override
  public void keepOnly(Set<String> collections) {
    hits.keepOnly(collections);
    misses.keepOnly(collections);
    joined.keepOnly(collections);
  }

  /** The names of those that anything is told of. */
  Set<String> collections() {
    return Stream.of(hits, misses, joined)
        .flatMap(counted -> counted.counters().keySet().stream())
        .collect(Collectors.toSet());
  }
}
