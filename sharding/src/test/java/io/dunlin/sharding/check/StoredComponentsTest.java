package io.dunlin.sharding.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredComponentsTest {
  @Test
  void floatsStayAsTheyAre() {
    float[] components = {0.1f, -0f, Float.MAX_VALUE};
    assertThat(StoredComponents.of(Datatype.FLOAT32, "", components)).isSameAs(components);
  }

  @Test
  void halvesAreTheNearestThereAre() {
    Random random = new Random(5);
    float[] components = new float[10_000];
    for (int i = 0; i < components.length; i++) {
      components[i] = (float) random.nextGaussian();
    }
    float[] sent = components.clone();
    float[] stored = StoredComponents.of(Datatype.FLOAT16, "", components);
    assertThat(components).as("what the caller sent").isEqualTo(sent);
    for (int i = 0; i < stored.length; i++) {
      // Ten bits follow the leading one, so that the nearest is half a step of 2^-10 away at most.
      assertThat((double) Math.abs(stored[i] - sent[i]))
          .isLessThanOrEqualTo(Math.scalb(1.0, Math.max(-14, Math.getExponent(sent[i])) - 11));
    }
    assertThat(StoredComponents.of(Datatype.FLOAT16, "", stored)).isEqualTo(stored);
    assertThat(StoredComponents.of(Datatype.FLOAT16, "", new float[] {65504f, 65519f, -1e-9f}))
        .containsExactly(65504f, 65504f, -0f);
  }

  @Test
  void halvesDoNotOverflow() {
    assertThat(refusal(Datatype.FLOAT16, 1, -65520f))
        .isEqualTo(
            "component 2 of vector 'title' is -65520.0; float16 holds numbers from -65504 to 65504");
  }

  @Test
  void bytesAreWholeNumbers() {
    float[] components = {0, 1, 254, 255};
    assertThat(StoredComponents.of(Datatype.UINT8, "", components)).isSameAs(components);
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 256, 0.5f, 254.99998f, -1e-9f, 3e38f})
  void bytesAreNothingElse(float component) {
    assertThat(refusal(Datatype.UINT8, 7, component))
        .isEqualTo(
            "component 2 of vector 'title' is "
                + component
                + "; uint8 holds whole numbers from 0 to 255");
  }

  @Test
  void bitsAreZerosAndOnes() {
    float[] components = {0, 1, 1, -0f};
    assertThat(StoredComponents.bits("title", components)).isSameAs(components);
    for (float wrong : new float[] {-1, 2, 0.5f, 1e-9f}) {
      assertThatThrownBy(() -> StoredComponents.bits("title", new float[] {1, wrong}))
          .hasMessageContaining("component 1 of vector 'title' is " + wrong)
          .hasMessageContaining("zeros and ones");
    }
  }

  private static String refusal(Datatype datatype, float others, float component) {
    float[] components = {others, others, component};
    DunlinException refused =
        (DunlinException)
            assertThatThrownBy(() -> StoredComponents.of(datatype, "title", components))
                .isInstanceOf(DunlinException.class)
                .actual();
    assertThat(refused.failure()).isInstanceOf(DunlinFailure.WrongInput.class);
    return refused.failure().message();
  }

  @Test
  void pointsAreNormalisedFirstAndRoundedThen() {
    float[] stored = stored(Metric.COSINE, Datatype.FLOAT16, new float[] {1e6f, 1e6f, 1e6f});
    float third = Float.float16ToFloat(Float.floatToFloat16((float) Math.sqrt(1 / 3.0)));
    assertThat(stored).containsExactly(third, third, third);
    assertThat(stored(Metric.DOT, Datatype.UINT8, new float[] {3, 0, 4})).containsExactly(3, 0, 4);
  }

  private static float[] stored(Metric metric, Datatype datatype, float[] components) {
    VectorSpec spec =
        new VectorSpec(
            components.length,
            metric,
            HnswSettings.NONE,
            Optional.empty(),
            Optional.of(datatype),
            Optional.empty(),
            Optional.empty());
    CollectionConfig config =
        new CollectionConfig(
            new TreeMap<>(Map.of("", spec)),
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Payload.EMPTY);
    PointOperation.Upsert checked =
        (PointOperation.Upsert)
            new PointChecks(config)
                .checked(
                    new PointOperation.Upsert(
                        List.of(
                            new PointOperation.PointInput(
                                PointId.of(1),
                                Map.of("", VectorValue.of(components)),
                                Payload.EMPTY))));
    VectorValue.Dense dense =
        (VectorValue.Dense) Objects.requireNonNull(checked.points().getFirst().vectors().get(""));
    return dense.components();
  }
}
