package io.dunlin.actors.query;

import java.util.ArrayList;
import java.util.List;

/** What a shard's points are compared with; the vectors are as the metric wants them. */
public sealed interface Scoring {
  /** The vector's own score. */
  record Nearest(float[] vector) implements Scoring {}

  /** By the one example that is nearest, see {@link Query.Strategy#BEST_SCORE}. */
  record BestScore(List<float[]> positive, List<float[]> negative) implements Scoring {}

  /** The sum of the scores, those of negative examples taken off. */
  record SumScores(List<float[]> positive, List<float[]> negative) implements Scoring {}

  /** How many pairs' positive sides, and the nearness to the target between 0 and 1. */
  record Discover(float[] target, List<Pair> pairs) implements Scoring {}

  /** How far on the positive side of pairs, 0 at the most. */
  record Context(List<Pair> pairs) implements Scoring {}

  record Pair(float[] positive, float[] negative) {}

  /** All vectors, in the order in which {@link CombinedScore} takes their scores. */
  default List<float[]> vectors() {
    List<float[]> all = new ArrayList<>();
    switch (this) {
      case Nearest(float[] vector) -> all.add(vector);
      case BestScore(List<float[]> positive, List<float[]> negative) -> {
        all.addAll(positive);
        all.addAll(negative);
      }
      case SumScores(List<float[]> positive, List<float[]> negative) -> {
        all.addAll(positive);
        all.addAll(negative);
      }
      case Discover(float[] target, List<Pair> pairs) -> {
        all.add(target);
        addAll(pairs, all);
      }
      case Context(List<Pair> pairs) -> addAll(pairs, all);
    }
    return all;
  }

  private static void addAll(List<Pair> pairs, List<float[]> all) {
    for (Pair pair : pairs) {
      all.add(pair.positive());
      all.add(pair.negative());
    }
  }
}
