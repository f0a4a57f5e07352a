package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What holds for all generators is tested in {@link GeneratorTest}. */
class ManifoldTest {
  private static final Manifold SMALL = new Manifold(24, 8, 50, 7);

  @Test
  void theBitsAreThoseOfOtherMachines() {
    float[][] rows = VectorFiles.toArrays(SMALL.generate(3, 1).base());
    assertThat(Arrays.deepHashCode(rows)).isEqualTo(2076615832);
  }
}
