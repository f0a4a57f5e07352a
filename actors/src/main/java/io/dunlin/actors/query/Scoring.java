package io.dunlin.actors.query;

import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a shard's points are compared with; the vectors are as the metric wants them. */
public sealed interface Scoring {
  /** The vector's own score. */
  record Nearest(VectorValue vector) implements Scoring {}

  /** By the one example that is nearest, see {@link Query.Strategy#BEST_SCORE}. */
  record BestScore(List<VectorValue> positive, List<VectorValue> negative) implements Scoring {}

  /** The sum of the scores, those of negative examples taken off. */
  record SumScores(List<VectorValue> positive, List<VectorValue> negative) implements Scoring {}

  /** How many pairs' positive sides, and the nearness to the target between 0 and 1. */
  record Discover(VectorValue target, List<Pair> pairs) implements Scoring {}

  /** How far on the positive side of pairs, 0 at the most. */
  record Context(List<Pair> pairs) implements Scoring {}

  /** The sum of the scores, each times its vector's weight. */
  record WeightedSum(List<Weighted> parts) implements Scoring {}

  record Weighted(VectorValue vector, float weight) {}

  record Pair(VectorValue positive, VectorValue negative) {}

  /** All vectors, in the order in which {@link CombinedScore} takes their scores. */
  default List<VectorValue> vectors() {
    List<VectorValue> all = new ArrayList<>();
    switch (this) {
      case Nearest(VectorValue vector) -> all.add(vector);
      case BestScore(List<VectorValue> positive, List<VectorValue> negative) -> {
        all.addAll(positive);
        all.addAll(negative);
      }
      case SumScores(List<VectorValue> positive, List<VectorValue> negative) -> {
        all.addAll(positive);
        all.addAll(negative);
      }
      case Discover(VectorValue target, List<Pair> pairs) -> {
        all.add(target);
        addAll(pairs, all);
      }
      case Context(List<Pair> pairs) -> addAll(pairs, all);
      case WeightedSum(List<Weighted> parts) -> parts.forEach(part -> all.add(part.vector()));
    }
    return all;
  }

  /** The same with other vectors in the places of these. */
  default Scoring map(UnaryOperator<VectorValue> change) {
    return switch (this) {
      case Nearest(VectorValue vector) -> new Nearest(change.apply(vector));
      case BestScore(List<VectorValue> positive, List<VectorValue> negative) ->
          new BestScore(mapped(positive, change), mapped(negative, change));
      case SumScores(List<VectorValue> positive, List<VectorValue> negative) ->
          new SumScores(mapped(positive, change), mapped(negative, change));
      case Discover(VectorValue target, List<Pair> pairs) ->
          new Discover(change.apply(target), mappedPairs(pairs, change));
      case Context(List<Pair> pairs) -> new Context(mappedPairs(pairs, change));
      case WeightedSum(List<Weighted> parts) ->
          new WeightedSum(
              parts.stream()
                  .map(part -> new Weighted(change.apply(part.vector()), part.weight()))
                  .toList());
    };
  }

  private static List<VectorValue> mapped(
      List<VectorValue> vectors, UnaryOperator<VectorValue> change) {
    return vectors.stream().map(change).toList();
  }

  private static List<Pair> mappedPairs(List<Pair> pairs, UnaryOperator<VectorValue> change) {
    return pairs.stream()
        .map(pair -> new Pair(change.apply(pair.positive()), change.apply(pair.negative())))
        .toList();
  }

  private static void addAll(List<Pair> pairs, List<VectorValue> all) {
    for (Pair pair : pairs) {
      all.add(pair.positive());
      all.add(pair.negative());
    }
  }
}
