package io.dunlin.actors.query;

import io.dunlin.index.search.Combination;

/**
 * One score of those for several examples, greater is better: the formulas that Qdrant's
 * documentation gives for recommending, discovering and context search, so that its clients see the
 * same order.
 */
final class CombinedScore {
  /** So much nearer to the positive side of a pair a point has to be. */
  private static final float MARGIN = Math.ulp(1f);

  private CombinedScore() {}

  /** Of scores that come in the order of {@link Scoring#vectors}. */
  static Combination of(Scoring scoring) {
    return switch (scoring) {
      case Scoring.Nearest _ -> (scores, place) -> scores[0][place];
      case Scoring.BestScore(var positive, var negative) ->
          (scores, place) -> best(scores, place, positive.size(), negative.size());
      case Scoring.SumScores(var positive, var negative) ->
          (scores, place) ->
              (float)
                  (sum(scores, place, 0, positive.size())
                      - sum(scores, place, positive.size(), positive.size() + negative.size()));
      case Scoring.Discover(_, var pairs) ->
          (scores, place) -> discover(scores, place, pairs.size());
      case Scoring.Context(var pairs) -> (scores, place) -> context(scores, place, pairs.size());
      case Scoring.WeightedSum(var parts) -> {
        float[] weights = new float[parts.size()];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = parts.get(i).weight();
        }
        yield (scores, place) -> weighted(scores, place, weights);
      }
    };
  }

  private static float best(float[][] scores, int place, int positive, int negative) {
    float nearest = max(scores, place, 0, positive);
    float farthest = max(scores, place, positive, positive + negative);
    return (float) (nearest > farthest ? squeezed(nearest) : -squeezed(farthest));
  }

  private static float discover(float[][] scores, int place, int pairs) {
    double rank = 0;
    for (int i = 0; i < pairs; i++) {
      rank += Math.signum(scores[1 + 2 * i][place] - scores[2 + 2 * i][place]);
    }
    return (float) (rank + squeezed(scores[0][place]));
  }

  private static float context(float[][] scores, int place, int pairs) {
    double loss = 0;
    for (int i = 0; i < pairs; i++) {
      double lead = (double) scores[2 * i][place] - scores[2 * i + 1][place] - MARGIN;
      loss += fraction(Math.min(lead, 0));
    }
    return (float) loss;
  }

  private static float weighted(float[][] scores, int place, float[] weights) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += (double) weights[i] * scores[i][place];
    }
    return (float) sum;
  }

  private static float max(float[][] scores, int place, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, scores[i][place]);
    }
    return max;
  }

  private static double sum(float[][] scores, int place, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += scores[i][place];
    }
    return sum;
  }

  /** Between 0 and 1, in the order of the scores. */
  private static double squeezed(float score) {
    return score == Float.NEGATIVE_INFINITY ? 0 : 0.5 * (fraction(score) + 1);
  }

  private static double fraction(double x) {
    return x / (1 + Math.abs(x));
  }
}
