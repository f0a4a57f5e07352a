package io.dunlin.sharding.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sparse vectors and multivectors where queries compare or average vectors themselves. */
class OtherKindsTest {
  private static final VectorValue WORDS = words(new int[] {1, 7, -1}, 2, 3, 5);
  private static final VectorValue OTHERS = words(new int[] {0, 7, -2, -1}, 9, -1, 9, 2);
  private static final VectorValue TOKENS = new VectorValue.Multi(new float[] {1, 0, 0, 2}, 2);

  private static VectorValue words(int[] indices, float... values) {
    return VectorValue.Sparse.of(indices, values);
  }

  @Test
  void areCompared() {
    assertThat(Similarity.of(Metric.DOT, WORDS, OTHERS)).isEqualTo(7);
    assertThat(Similarity.of(Metric.DOT, WORDS, words(new int[] {2}, 4))).isZero();
    VectorValue stored = new VectorValue.Multi(new float[] {3, 1, -1, 4}, 2);
    assertThat(Similarity.of(Metric.DOT, TOKENS, stored)).isEqualTo(3 + 8);
    assertThat(Similarity.of(Metric.EUCLID, TOKENS, stored)).isEqualTo(-5 - 5);
    assertThatThrownBy(() -> Similarity.of(Metric.DOT, TOKENS, WORDS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sparseVectorsHaveAverages() {
    assertThat(Averages.between(List.of(WORDS), List.of())).isEqualTo(WORDS);
    assertThat(Averages.between(List.of(WORDS, OTHERS), List.of()))
        .isEqualTo(words(new int[] {0, 1, 7, -2, -1}, 4.5f, 1, 1, 4.5f, 3.5f));
    assertThat(Averages.between(List.of(WORDS), List.of(OTHERS)))
        .isEqualTo(words(new int[] {0, 1, 7, -2, -1}, -9, 4, 7, -9, 8));
  }

  @Test
  void multivectorsHaveNone() {
    assertThatThrownBy(() -> Averages.between(List.of(TOKENS), List.of()))
        .isInstanceOf(DunlinException.class)
        .hasMessageContaining("best_score");
  }
}
