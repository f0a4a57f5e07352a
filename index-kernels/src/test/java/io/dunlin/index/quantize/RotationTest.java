package io.dunlin.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.TestRows;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
  private static final long SEED = 20_261_121;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 100, 128, 300, 768, 784, 1000, 1536})
  void lengthsAndInnerProductsAreKept(int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    Rotation rotation = new Rotation(dimension, SEED);
    for (int i = 0; i < 20; i++) {
      float[] a = TestRows.uniform(random, dimension);
      float[] b = TestRows.uniform(random, dimension);
      float[] rotatedA = new float[rotation.paddedDimension()];
      float[] rotatedB = new float[rotation.paddedDimension()];
      rotation.apply(a, rotatedA);
      rotation.apply(b, rotatedB);
      double scale = Math.sqrt(dot(a, a) * dot(b, b));
      assertThat(dot(rotatedA, rotatedB)).isCloseTo(dot(a, b), within(1e-5 * scale));
      assertThat(dot(rotatedA, rotatedA)).isCloseTo(dot(a, a), within(1e-5 * dot(a, a)));
    }
  }

  /** The hardest case: all of a vector in one component. */
  @ParameterizedTest
  @ValueSource(ints = {128, 300, 768, 784, 1000})
  void noComponentKeepsMuchOfTheVector(int dimension) {
    Rotation rotation = new Rotation(dimension, SEED);
    float[] rotated = new float[rotation.paddedDimension()];
    for (int component = 0; component < dimension; component += 7) {
      float[] axis = new float[dimension];
      axis[component] = 1;
      rotation.apply(axis, rotated);
      for (float part : rotated) {
        assertThat((double) part * part).isLessThan(60.0 / dimension);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 784})
  void theSameSeedGivesTheSameRotation(int dimension) {
    float[] vector = TestRows.uniform(new SplittableRandom(SEED), dimension);
    assertThat(rotated(vector, SEED)).isEqualTo(rotated(vector, SEED));
    assertThat(rotated(vector, SEED)).isNotEqualTo(rotated(vector, SEED + 1));
  }

  private static float[] rotated(float[] vector, long seed) {
    Rotation rotation = new Rotation(vector.length, seed);
    float[] out = new float[rotation.paddedDimension()];
    rotation.apply(vector, out);
    return out;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
