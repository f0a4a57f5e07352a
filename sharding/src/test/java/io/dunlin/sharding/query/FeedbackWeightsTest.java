package io.dunlin.sharding.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.VectorInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rated examples count, against the formula as it is written: a sum over pairs. */
final class FeedbackWeightsTest {
  private static final VectorInput ANY = new VectorInput.Components(new float[] {1});

  private static Query.Feedback feedback(Query.Coefficients coefficients, List<Float> ratings) {
    return new Query.Feedback(
        ANY, ratings.stream().map(rating -> new Query.Rated(ANY, rating)).toList(), coefficients);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void theWeightedSumIsTheSumOverAllPairs(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      List<Float> ratings = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        ratings.add(random.nextInt(4) == 0 ? 0.5f : random.nextFloat());
      }
      Query.Coefficients by =
          new Query.Coefficients(random.nextFloat(), 3 * random.nextFloat(), random.nextFloat());
      double[] near = random.doubles(ratings.size() + 1L).toArray();

      List<Float> weights = FeedbackWeights.of(feedback(by, ratings));

      double expected = by.target() * near[0];
      for (int i = 0; i < ratings.size(); i++) {
        for (int j = 0; j < ratings.size(); j++) {
          if (ratings.get(i) > ratings.get(j)) {
            expected +=
                by.lead()
                    * Math.pow((double) ratings.get(i) - ratings.get(j), by.exponent())
                    * (near[i + 1] - near[j + 1]);
          }
        }
      }
      double sum = 0;
      for (int i = 0; i < near.length; i++) {
        sum += weights.get(i) * near[i];
      }
      assertThat(sum).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void examplesThatAreRatedAlikeCountNothing() {
    assertThat(
            FeedbackWeights.of(
                feedback(new Query.Coefficients(2, 0.5f, 3), List.of(0.7f, 0.7f, 0.7f))))
        .containsExactly(2f, 0f, 0f, 0f);
  }

  @Test
  void tooManyExamplesAndWeightsThatAreNoNumbersAreRefused() {
    Query.Coefficients by = new Query.Coefficients(1, 1, 1);
    List<Float> many = new ArrayList<>();
    for (int i = 0; i < FeedbackWeights.MOST_RATED; i++) {
      many.add((float) i);
    }
    assertThatCode(() -> FeedbackWeights.check(feedback(by, many))).doesNotThrowAnyException();
    many.add(0f);
    assertThatThrownBy(() -> FeedbackWeights.check(feedback(by, many)))
        .hasMessageContaining("1001 examples; there may be 1000");
    assertThatThrownBy(() ->
            FeedbackWeights.check(feedback(new Query.Coefficients(1, 200, 1), List.of(1e10f, 1f))))
        .hasMessageContaining("weights beyond all numbers");
  }
}
