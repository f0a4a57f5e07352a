package io.dunlin.sharding.gather;

import io.dunlin.actors.query.Hit;
import io.dunlin.persistence.model.PointId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Joins the best of each shard to the best of all; equal scores are settled by id. */
public final class HitMerge {
  private HitMerge() {}

  private static final Comparator<Hit> BEST_FIRST =
      ((Comparator<Hit>) (a, b) -> Float.compare(b.score(), a.score())).thenComparing(Hit::id);

  /** The first {@code limit} of all hits. Scores are still the internal ones: greater is better. */
  public static List<Hit> best(List<List<Hit>> byShard, int limit) {
    return sorted(byShard).limit(limit).toList();
  }

  /**
   * The same where shards may have points of one id: each id once, with its best score. Whoever is
   * among the best of all ids is among the best of a shard too, so that none is missed.
   */
  public static List<Hit> bestOfIds(List<List<Hit>> byShard, int limit) {
    return sorted(byShard).filter(firstOfItsId()).limit(limit).toList();
  }

  /** True for the first hit of each id that it is asked for; for one stream. */
  public static Predicate<Hit> firstOfItsId() {
    Set<PointId> seen = new HashSet<>();
    return hit -> seen.add(hit.id());
  }

  private static Stream<Hit> sorted(List<List<Hit>> byShard) {
    return byShard.stream().flatMap(List::stream).sorted(BEST_FIRST);
  }
}
