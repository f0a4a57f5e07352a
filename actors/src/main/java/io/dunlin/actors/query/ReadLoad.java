package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each shard is read on this node: reads a second as an exponential moving average. Any
 * thread counts; one at a time samples.
 */
public final class ReadLoad {
  /** After so long without reads a third of the average is left. */
  private static final double MEMORY_NANOS = Duration.ofSeconds(30).toNanos();

  /** Less is nothing, so that shards that are gone are forgotten. */
  private static final double LEAST = 0.001;

  private final ConcurrentMap<ShardId, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<ShardId, Double> averages = new HashMap<>();
  private long sampled;

  /**
   * @param nanoTime now, as of {@link System#nanoTime}
   */
  public ReadLoad(long nanoTime) {
    sampled = nanoTime;
  }

  void count(ShardId shard) {
    counts.computeIfAbsent(shard, _ -> new LongAdder()).increment();
  }

  /** Reads a second by shard; a shard that is missing has none. */
  public Map<ShardId, Double> sample(long nanoTime) {
    double nanos = Math.max(1, nanoTime - sampled);
    sampled = nanoTime;
    double kept = Math.exp(-nanos / MEMORY_NANOS);
    averages.replaceAll((_, average) -> average * kept);
    counts.forEach((shard, count) -> {
      double rate = count.sumThenReset() * 1e9 / nanos;
      averages.merge(shard, rate * (1 - kept), Double::sum);
    });
    for (Iterator<Map.Entry<ShardId, Double>> each = averages.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<ShardId, Double> entry = each.next();
      if (entry.getValue() < LEAST) {
        each.remove();
        counts.remove(entry.getKey());
      }
    }
    return Map.copyOf(averages);
  }
}
