package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
  static Stream<Arguments> generators() {
    return Stream.of(
        Arguments.of((LongFunction<Generator>) seed -> new Manifold(24, 8, 50, seed)),
        Arguments.of((LongFunction<Generator>) seed -> new Synth(24, 50, seed)),
        Arguments.of((LongFunction<Generator>) seed -> new Embeddings(24, 50, seed)));
  }

  @ParameterizedTest
  @MethodSource("generators")
  void theSameSeedGivesTheSameBitsAndAnotherDoesNot(LongFunction<Generator> seeded) {
    Dataset first = seeded.apply(7).generate(12_000, 5);
    Dataset second = seeded.apply(7).generate(12_000, 5);
    assertThat(first.base().data().mismatch(second.base().data())).isEqualTo(-1);
    assertThat(first.queries()).isDeepEqualTo(second.queries());
    assertThat(first.neighbours()).isDeepEqualTo(second.neighbours());
    Dataset other = seeded.apply(8).generate(100, 5);
    assertThat(other.base().data().mismatch(first.base().data())).isEqualTo(0);
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aLargerSetBeginsWithTheSmaller(LongFunction<Generator> seeded) {
    Dataset small = seeded.apply(7).generate(500, 5);
    Dataset large = seeded.apply(7).generate(12_000, 5);
    long bytes = small.base().data().byteSize();
    assertThat(large.base().data().asSlice(0, bytes).mismatch(small.base().data())).isEqualTo(-1);
    assertThat(large.queries()).isDeepEqualTo(small.queries());
  }

  @ParameterizedTest
  @MethodSource("generators")
  void queriesAreNotAmongTheRows(LongFunction<Generator> seeded) {
    Dataset data = seeded.apply(7).generate(2_000, 20);
    float[][] rows = VectorFiles.toArrays(data.base());
    for (float[] query : data.queries()) {
      assertThat(Arrays.stream(rows)).noneMatch(row -> Arrays.equals(row, query));
    }
  }

  @Test
  void embeddingsAreOfLengthOneInACone() {
    Dataset data = Embeddings.standard(7).generate(1_000, 20);
    assertThat(data.metric()).isEqualTo(Metric.COSINE);
    float[][] rows = VectorFiles.toArrays(data.base());
    double mean = 0;
    for (int i = 0; i < rows.length; i++) {
      assertThat(cosine(rows[i], rows[i])).isEqualTo(1, within(1e-5));
      mean += cosine(rows[i], rows[(i + 1) % rows.length]) / rows.length;
    }
    assertThat(mean).as("mean cosine of two texts").isBetween(0.15, 0.5);
    double nearest = 0;
    for (int i = 0; i < 20; i++) {
      nearest += cosine(data.queries()[i], rows[data.neighbours()[i][0]]) / 20;
    }
    assertThat(nearest).as("cosine of a query and its nearest text").isGreaterThan(mean + 0.2);
  }

  private static double cosine(float[] a, float[] b) {
    return -ExactNeighbours.cost(a, b, Metric.COSINE);
  }
}
