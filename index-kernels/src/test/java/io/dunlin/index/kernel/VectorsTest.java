package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.TestRows;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VectorsTest {
  @Test
  void aNormalisedVectorHasLengthOneAndStaysAsItIs() {
    SplittableRandom random = new SplittableRandom(7);
    for (int dimension = 1; dimension < 2000; dimension += 37) {
      float[] unit = Vectors.normalize(TestRows.uniform(random, dimension));
      double squares = 0;
      for (float component : unit) {
        squares += (double) component * component;
      }
      assertThat(Math.abs(squares - 1)).isLessThan(1e-6);
      assertThat(Vectors.normalize(unit)).isSameAs(unit);
    }
  }

  @Test
  void zeroHasNoDirection() {
    float[] zero = {0f, -0f, 0f};
    assertThat(Vectors.normalize(zero)).isSameAs(zero);
  }

  @Test
  void neitherHugeNorTinyVectorsAreLost() {
    assertThat(Vectors.normalize(new float[] {3e38f, 2e38f})[0]).isBetween(0.8f, 0.9f);
    assertThat(Vectors.normalize(new float[] {Float.MIN_VALUE, 0f})).containsExactly(1f, 0f);
  }
}
