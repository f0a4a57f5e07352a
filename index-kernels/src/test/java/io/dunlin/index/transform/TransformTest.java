package io.dunlin.index.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformTest {
  private static final long SEED = 20_261_132;

  private final Kernels kernels = Kernels.choose("auto");

  @ParameterizedTest
  @CsvSource({"3, 2", "16, 16", "100, 70", "150, 129"})
  void aMapIsAProductWithTheMatrix(int inputs, int outputs) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] matrix = random.doubles((long) inputs * outputs, -1, 1).toArray();
    LinearMap map = LinearMap.of(matrix, outputs, Arena.ofAuto());
    float[][] vectors = TestRows.uniform(random, 130, inputs);
    VectorRows all =
        map.applyToAll(
            TestRows.of(vectors), kernels, new ParallelRows(2, () -> false), Arena.ofAuto());
    float[] out = new float[outputs];
    float[] ofAll = new float[outputs];
    for (int row = 0; row < vectors.length; row++) {
      map.apply(kernels, vectors[row], out);
      for (int i = 0; i < outputs; i++) {
        double expected = 0;
        for (int j = 0; j < inputs; j++) {
          expected += matrix[i * inputs + j] * vectors[row][j];
        }
        assertThat((double) out[i]).isCloseTo(expected, within(1e-4));
      }
      all.read(row, ofAll);
      assertThat(ofAll).isEqualTo(out);
    }
  }

  @Test
  void mapsAreReadAgainOrRefused() {
    double[] matrix = new SplittableRandom(SEED).doubles(12).toArray();
    MemorySegment bytes = LinearMap.of(matrix, 3, Arena.ofAuto()).bytes();
    LinearMap again = LinearMap.open(bytes);
    assertThat(again.inputs()).isEqualTo(4);
    assertThat(again.outputs()).isEqualTo(3);
    refusesBadHeaders(bytes, LinearMap::open);
    refused(bytes, 12, 5, "outputs", LinearMap::open);
    refused(bytes, 8, 5, "length", LinearMap::open);
    refused(bytes, 68, Float.floatToIntBits(Float.NaN), "finite", LinearMap::open);
  }

  @Test
  void principalComponentsAreReadAgainOrRefused() {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] components = random.doubles(18, -1, 1).toArray();
    double[] mean = random.doubles(6).toArray();
    double[] variances = {3, 2, 1};
    MemorySegment bytes = Pca.of(mean, 8, variances, components, Arena.ofAuto()).bytes();
    Pca again = Pca.open(bytes);
    assertThat(again.variances()).containsExactly(3, 2, 1);
    assertThat(again.explained()).isEqualTo(0.75);
    assertThat(again.mean()[5]).isEqualTo((float) mean[5]);
    float[] out = new float[3];
    again.project(kernels, again.mean(), out);
    for (float component : out) {
      assertThat(component).isCloseTo(0, within(1e-6f));
    }
    refusesBadHeaders(bytes, Pca::open);
    refused(bytes, 12, 7, "components", Pca::open);
    refused(bytes, 12, 2, "length", Pca::open);
    refused(bytes, 16, Float.floatToIntBits(Float.NaN), "finite", Pca::open);
    refused(bytes, 64, Float.floatToIntBits(Float.POSITIVE_INFINITY), "finite", Pca::open);
    refused(bytes, 128, 0, "magic", Pca::open);
    // The map's own header: two inputs and nine outputs have as many floats as six and three.
    refused(bytes, 128 + 12, 9, "outputs", Pca::open);
  }

  private static void refusesBadHeaders(MemorySegment bytes, Function<MemorySegment, ?> open) {
    assertThatThrownBy(() -> open.apply(bytes.asSlice(0, 63))).hasMessageContaining("header");
    assertThatThrownBy(() -> open.apply(bytes.asSlice(0, bytes.byteSize() - 4)))
        .hasMessageContaining("length");
    refused(bytes, 0, 1, "magic", open);
    refused(bytes, 4, 2, "version", open);
    refused(bytes, 8, 0, "dimension", open);
    refused(bytes, 8, 65_537, "dimension", open);
  }

  private static void refused(
      MemorySegment good, long at, int value, String problem, Function<MemorySegment, ?> open) {
    MemorySegment bytes = Arena.ofAuto().allocate(good.byteSize(), 64).copyFrom(good);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value);
    assertThatThrownBy(() -> open.apply(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
