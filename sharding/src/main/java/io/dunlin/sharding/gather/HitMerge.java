package io.dunlin.sharding.gather;

import io.dunlin.actors.query.Hit;
import java.util.Comparator;
import java.util.List;

/** Joins the best of each shard to the best of all; equal scores are settled by id. */
public final class HitMerge {
  private HitMerge() {}

  private static final Comparator<Hit> BEST_FIRST =
      ((Comparator<Hit>) (a, b) -> Float.compare(b.score(), a.score())).thenComparing(Hit::id);

  /** The first {@code limit} of all hits. Scores are still the internal ones: greater is better. */
  public static List<Hit> best(List<List<Hit>> byShard, int limit) {
    return byShard.stream().flatMap(List::stream).sorted(BEST_FIRST).limit(limit).toList();
  }
}
