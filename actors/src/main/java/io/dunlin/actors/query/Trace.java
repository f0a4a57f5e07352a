package io.dunlin.actors.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects how a request is answered, while it is. Any thread may add to it. */
public final class Trace {
  /** What a result cache had to do with an answer. */
  public enum CacheUse {
    /** There is none, or it is not for such requests. */
    OFF,
    /** The answer is not in it. */
    MISS,
    /**
     * The answer is in it; who asks for an explanation is answered from the shards all the same.
     */
    HIT
  }

  /**
   * Shards that were asked something together.
   *
   * @param what was asked
   * @param queries that a search is for, by their places in the request, in the order of the
   *     shards' reports; none for other reads
   * @param atNanos after the start of the request
   */
  public record Step(
      String what, List<String> queries, long atNanos, long nanos, List<ShardStep> shards) {
    /** The longest that any of them worked. */
    public long slowestNanos() {
      return shards.stream().mapToLong(shard -> shard.report().nanos()).max().orElse(0);
    }
  }

  /**
   * One shard's part.
   *
   * @param first place, among the step's queries, of the first that the report is about
   */
  public record ShardStep(Place place, int first, long position, ShardReport report) {
    /**
     * Which shard.
     *
     * @param shard its number in the collection
     */
    public record Place(String collection, int shard) {}
  }

  /**
   * All that was collected.
   *
   * @param stages nanoseconds spent by their names
   */
  public record Explanation(
      long nanos, CacheUse cache, Map<String, Long> stages, List<Step> steps) {
    /** The same with a further stage. */
    public Explanation with(String stage, long stageNanos) {
      Map<String, Long> more = new LinkedHashMap<>(stages);
      more.merge(stage, stageNanos, Long::sum);
      return new Explanation(nanos, cache, more, steps);
    }
  }

  private final long began;
  private final Map<String, Long> stages = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private CacheUse cache = CacheUse.OFF;

  /**
   * @param began {@link System#nanoTime} when the request came
   */
  public Trace(long began) {
    this.began = began;
  }

  /** Adds to the time of a stage. */
  public synchronized void stage(String name, long nanos) {
    stages.merge(name, nanos, Long::sum);
  }

  /** Adds shards that were asked since {@code since}, and have answered now. */
  public synchronized void step(
      String what, List<String> queries, long since, List<ShardStep> shards) {
    steps.add(new Step(what, queries, since - began, System.nanoTime() - since, shards));
  }

  public synchronized void cache(CacheUse use) {
    cache = use;
  }

  /** What has been collected so far. */
  public synchronized Explanation explanation() {
    return new Explanation(
        System.nanoTime() - began, cache, new LinkedHashMap<>(stages), List.copyOf(steps));
  }
}
