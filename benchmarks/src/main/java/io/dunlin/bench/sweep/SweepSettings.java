package io.dunlin.bench.sweep;

import java.time.Duration;
import java.util.List;

/**
 * How a sweep measures.
 *
 * @param k results per query
 * @param breadths of walks in a graph that are tried, rising
 * @param rounds in which the indexes take turns
 * @param leastTime that one index is asked per round and breadth
 * @param threads that search at the same time
 * @param batch queries that an index is asked at once, where it takes several
 */
public record SweepSettings(
    int k, List<Integer> breadths, int rounds, Duration leastTime, int threads, int batch) {
  public SweepSettings {
    breadths = breadths.stream().map(breadth -> Math.max(k, breadth)).distinct().sorted().toList();
  }

  /** One thread, one query at a time. */
  public SweepSettings(int k, List<Integer> breadths, int rounds, Duration leastTime) {
    this(k, breadths, rounds, leastTime, 1, 1);
  }
}
