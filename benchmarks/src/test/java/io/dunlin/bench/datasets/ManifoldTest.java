package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ManifoldTest {
  private static final Manifold SMALL = new Manifold(24, 8, 50, 7);

  @Test
  void theSameSeedGivesTheSameBits() {
    Dataset first = SMALL.generate(12_000, 5);
    Dataset second = SMALL.generate(12_000, 5);
    assertThat(first.base().data().mismatch(second.base().data())).isEqualTo(-1);
    assertThat(first.queries()).isDeepEqualTo(second.queries());
    assertThat(first.neighbours()).isDeepEqualTo(second.neighbours());
  }

  @Test
  void theBitsAreThoseOfOtherMachines() {
    float[][] rows = VectorFiles.toArrays(SMALL.generate(3, 1).base());
    assertThat(Arrays.deepHashCode(rows)).isEqualTo(2076615832);
  }

  @Test
  void aLargerSetBeginsWithTheSmaller() {
    Dataset small = SMALL.generate(500, 5);
    Dataset large = SMALL.generate(12_000, 5);
    long bytes = small.base().data().byteSize();
    assertThat(large.base().data().asSlice(0, bytes).mismatch(small.base().data())).isEqualTo(-1);
    assertThat(large.queries()).isDeepEqualTo(small.queries());
  }

  @Test
  void anotherSeedGivesOtherVectors() {
    Dataset other = new Manifold(24, 8, 50, 8).generate(100, 5);
    assertThat(other.base().data().mismatch(SMALL.generate(100, 5).base().data())).isEqualTo(0);
  }
}
