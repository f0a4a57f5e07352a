package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * What each vector of a search with feedback counts. Qdrant's documentation gives the score: that
 * of the target times {@code a}, and for each two examples of which one was rated better, {@code c}
 * times the difference of their ratings to the power of {@code b}, times how much nearer a point is
 * to the better one. That is a sum in which each example's nearness stands with one factor. Pure.
 */
final class FeedbackWeights {
  /** Each is compared with each. */
  static final int MOST_RATED = 1_000;

  private FeedbackWeights() {}

  /** Throws a {@link DunlinException} that says what is wrong. */
  static void check(Query.Feedback feedback) {
    if (feedback.rated().size() > MOST_RATED) {
      throw refused(
          "relevance_feedback.feedback: %d examples; there may be %d"
              .formatted(feedback.rated().size(), MOST_RATED));
    }
    if (!of(feedback).stream().allMatch(Float::isFinite)) {
      throw refused(
          "relevance_feedback: its scores and coefficients make weights beyond all numbers");
    }
  }

  /** That of the target first, then those of the examples in their order. */
  static List<Float> of(Query.Feedback feedback) {
    List<Query.Rated> rated = feedback.rated();
    Query.Coefficients coefficients = feedback.coefficients();
    double[] weights = new double[rated.size()];
    for (int better = 0; better < weights.length; better++) {
      for (int worse = 0; worse < weights.length; worse++) {
        double lead = (double) rated.get(better).rating() - rated.get(worse).rating();
        if (lead > 0) {
          double weight = coefficients.lead() * Math.pow(lead, coefficients.exponent());
          weights[better] += weight;
          weights[worse] -= weight;
        }
      }
    }
    List<Float> all = new ArrayList<>(weights.length + 1);
    all.add(coefficients.target());
    for (double weight : weights) {
      all.add((float) weight);
    }
    return all;
  }

  private static DunlinException refused(String reason) {
    return new DunlinFailure.BadRequest(reason).asException();
  }
}
