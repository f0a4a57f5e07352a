package io.dunlin.sharding.query;

import io.dunlin.actors.query.Hit;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses near points that are less alike among each other, one after the other, by Maximal
 * Marginal Relevance (Carbonell and Goldstein, SIGIR 1998, section 2). Pure.
 */
final class Diversity {
  private Diversity() {}

  /**
   * @param candidates best first, with their vectors
   * @param target what candidates are to be near to
   * @param diversity weight of unlikeness, from 0 to 1
   */
  static List<Hit> choose(
      List<Hit> candidates,
      List<VectorValue> vectors,
      VectorValue target,
      Metric metric,
      float diversity,
      int limit) {
    List<Hit> chosen = new ArrayList<>();
    float[] relevances = new float[candidates.size()];
    for (int i = 0; i < relevances.length; i++) {
      relevances[i] = Similarity.of(metric, target, vectors.get(i));
    }
    float[] likeness = new float[candidates.size()];
    Arrays.fill(likeness, Float.NEGATIVE_INFINITY);
    boolean[] taken = new boolean[candidates.size()];
    while (chosen.size() < Math.min(limit, candidates.size())) {
      int best = -1;
      float bestGain = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < taken.length; i++) {
        float gain = chosen.isEmpty() ? relevances[i] : gain(relevances[i], likeness[i], diversity);
        if (!taken[i] && (best < 0 || gain > bestGain)) {
          best = i;
          bestGain = gain;
        }
      }
      taken[best] = true;
      chosen.add(candidates.get(best));
      for (int i = 0; i < taken.length; i++) {
        if (!taken[i]) {
          likeness[i] =
              Math.max(likeness[i], Similarity.of(metric, vectors.get(i), vectors.get(best)));
        }
      }
    }
    return chosen;
  }

  private static float gain(float relevance, float likeness, float diversity) {
    return (1 - diversity) * relevance - diversity * likeness;
  }
}
