package io.dunlin.sharding.query;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Makes one list of several queries' lists. Pure. */
final class Fusion {
  /** Where the spread of scores ends, in standard deviations. */
  private static final double DEVIATIONS = 3;

  /** Equal scores are settled by id. */
  static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id);

  private Fusion() {}

  /** What of one list a point gets for its place there. */
  private interface Share {
    float of(int rank);
  }

  /** By the sum of {@code 1 / ((rank + 1) / weight + k - 1)}, ranks counted from 0. */
  static List<Hit> byRanks(List<Ranked> lists, Query.RankFusion fusion) {
    return fused(
        lists,
        list -> {
          float weight = fusion.weights().isEmpty() ? 1 : fusion.weights().get(list);
          return rank -> weight <= 0 ? 0 : 1 / ((rank + 1) / weight + fusion.k() - 1);
        });
  }

  /**
   * By the sum of the scores, each list's brought to 0..1 between three standard deviations below
   * its mean and three above it (Distribution-Based Score Fusion, Mazzeschi, 2023). Where smaller
   * scores are better they count the other way round.
   */
  static List<Hit> byScores(List<Ranked> lists) {
    return fused(lists, list -> normalised(lists.get(list)));
  }

  private static Share normalised(Ranked list) {
    List<Hit> hits = list.hits();
    double mean = hits.stream().mapToDouble(Hit::score).average().orElse(0);
    double squares = hits.stream().mapToDouble(hit -> square(hit.score() - mean)).sum();
    double deviation = hits.size() < 2 ? 0 : Math.sqrt(squares / (hits.size() - 1));
    double low = mean - DEVIATIONS * deviation;
    double width = 2 * DEVIATIONS * deviation;
    return rank -> {
      if (width == 0) {
        return 0.5f;
      }
      double share = (hits.get(rank).score() - low) / width;
      return (float) (list.greaterIsBetter() ? share : 1 - share);
    };
  }

  private static double square(double x) {
    return x * x;
  }

  private static List<Hit> fused(List<Ranked> lists, IntFunction<Share> shares) {
    Map<Hit.Identity, Hit> points = new LinkedHashMap<>();
    for (int list = 0; list < lists.size(); list++) {
      Share share = shares.apply(list);
      List<Hit> hits = lists.get(list).hits();
      for (int rank = 0; rank < hits.size(); rank++) {
        Hit hit = hits.get(rank);
        Hit sum = points.getOrDefault(hit.identity(), hit.bare().withScore(0).with(List.of()));
        List<Hit.Leg> legs = new ArrayList<>(sum.legs());
        legs.add(new Hit.Leg(list, rank, hit.score()));
        points.put(hit.identity(), sum.withScore(sum.score() + share.of(rank)).with(legs));
      }
    }
    return points.values().stream().sorted(BEST_FIRST).toList();
  }

  /** Each point of several lists once, with what the lists gave it. */
  static List<Hit> union(List<Ranked> lists) {
    return fused(lists, _ -> _ -> 0);
  }
}
