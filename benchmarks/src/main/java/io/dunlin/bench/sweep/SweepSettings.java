package io.dunlin.bench.sweep;

import java.time.Duration;
import java.util.List;

/**
 * How a sweep measures.
 *
 * @param k results per query
 * @param breadths tried, rising
 * @param rounds in which the indexes take turns
 * @param leastTime that one index is asked per round and breadth
 */
public record SweepSettings(int k, List<Integer> breadths, int rounds, Duration leastTime) {
  public SweepSettings {
    breadths = breadths.stream().map(breadth -> Math.max(k, breadth)).distinct().sorted().toList();
  }
}
