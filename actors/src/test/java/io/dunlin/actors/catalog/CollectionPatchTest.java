package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectionPatchTest {
  private static final QuantizationSettings BYTES =
      new QuantizationSettings.Scalar(Optional.of(0.9f), Optional.of(true));
  private static final QuantizationSettings PARTS =
      new QuantizationSettings.Product(QuantizationSettings.Compression.X16, Optional.empty());
  private static final IndexSettings LISTS =
      new IndexSettings(
          IndexSettings.Type.IVF_FLAT,
          Optional.of(9),
          Optional.of(3),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static CollectionPatch patch(
      QuantizationPatch collection, Map<String, VectorPatch> vectors) {
    return new CollectionPatch(
        vectors,
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        collection,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Payload.EMPTY);
  }

  private static CollectionConfig with(
      CollectionConfig config, QuantizationPatch quantization, Optional<IndexSettings> index) {
    return patch(quantization, Map.of("", new VectorPatch(HnswSettings.NONE, quantization, index)))
        .applyTo(config);
  }

  private static VectorSpec unnamed(CollectionConfig config) {
    return Objects.requireNonNull(config.vectors().get(""));
  }

  @Test
  void settingsAreReplacedAsAWhole() {
    CollectionConfig config =
        with(Collecting.config(1), new QuantizationPatch.Set(BYTES), Optional.of(LISTS));
    assertThat(config.quantization()).contains(BYTES);
    assertThat(unnamed(config).quantization()).contains(BYTES);
    assertThat(unnamed(config).index()).contains(LISTS);
    IndexSettings graph = new IndexSettings(IndexSettings.Type.HNSW);
    CollectionConfig other = with(config, new QuantizationPatch.Set(PARTS), Optional.of(graph));
    assertThat(other.quantization()).contains(PARTS);
    assertThat(unnamed(other).quantization()).contains(PARTS);
    assertThat(unnamed(other).index()).contains(graph);
  }

  @Test
  void whatIsNotNamedStays() {
    CollectionConfig config =
        with(Collecting.config(1), new QuantizationPatch.Set(BYTES), Optional.of(LISTS));
    assertThat(with(config, new QuantizationPatch.Keep(), Optional.empty())).isEqualTo(config);
    assertThat(patch(new QuantizationPatch.Keep(), Map.of()).applyTo(config)).isEqualTo(config);
  }

  @Test
  void aVectorWithoutItsOwnHasTheCollections() {
    CollectionConfig config =
        patch(
                new QuantizationPatch.Set(PARTS),
                Map.of(
                    "",
                    new VectorPatch(
                        HnswSettings.NONE, new QuantizationPatch.Set(BYTES), Optional.empty())))
            .applyTo(Collecting.config(1));
    assertThat(config.codesOf(unnamed(config))).contains(BYTES);
    CollectionConfig disabled =
        patch(
                new QuantizationPatch.Keep(),
                Map.of(
                    "",
                    new VectorPatch(
                        HnswSettings.NONE, new QuantizationPatch.Disable(), Optional.empty())))
            .applyTo(config);
    assertThat(disabled.codesOf(unnamed(disabled))).contains(PARTS);
    CollectionConfig none = with(config, new QuantizationPatch.Disable(), Optional.empty());
    assertThat(none.codesOf(unnamed(none))).isEmpty();
  }
}
