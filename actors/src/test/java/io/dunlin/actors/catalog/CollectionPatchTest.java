package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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
        Payload.EMPTY,
        StrictModeSettings.NONE,
        Map.of());
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
  void aVectorThatIsNotThereIsToldApart() {
    VectorPatch nothing =
        new VectorPatch(HnswSettings.NONE, new QuantizationPatch.Keep(), Optional.empty());
    CollectionConfig config = Collecting.config(1);
    CollectionPatch known = patch(new QuantizationPatch.Keep(), Map.of("", nothing));
    assertThat(known.unknownVector(config)).isEmpty();
    CollectionPatch unknown = patch(new QuantizationPatch.Keep(), Map.of("x", nothing));
    assertThat(unknown.unknownVector(config)).contains("x");
  }

  @Test
  void whatIsNotNamedStays() {
    CollectionConfig config =
        with(Collecting.config(1), new QuantizationPatch.Set(BYTES), Optional.of(LISTS));
    assertThat(with(config, new QuantizationPatch.Keep(), Optional.empty())).isEqualTo(config);
    assertThat(patch(new QuantizationPatch.Keep(), Map.of()).applyTo(config)).isEqualTo(config);
  }

  @Test
  void limitsAreMergedOneByOne() {
    StrictModeSettings first =
        new StrictModeSettings(
            Optional.of(true),
            new TreeMap<>(Map.of(Limit.MAX_QUERY_LIMIT, 10L, Limit.MAX_TIMEOUT, 5L)),
            new TreeMap<>(Map.of(Permission.SEARCH_ALLOW_EXACT, false)),
            Optional.of(2.0),
            new TreeMap<>(Map.of("a", 3L)),
            new TreeMap<>());
    StrictModeSettings second =
        new StrictModeSettings(
            Optional.empty(),
            new TreeMap<>(Map.of(Limit.MAX_QUERY_LIMIT, 20L)),
            new TreeMap<>(Map.of(Permission.UNINDEXED_FILTERING_UPDATE, false)),
            Optional.empty(),
            new TreeMap<>(Map.of("b", 4L)),
            new TreeMap<>(Map.of("c", 5L)));
    CollectionConfig config = strict(first).applyTo(Collecting.config(1));
    assertThat(config.strictMode()).isEqualTo(first);
    assertThat(strict(StrictModeSettings.NONE).applyTo(config)).isEqualTo(config);
    assertThat(strict(second).applyTo(config).strictMode())
        .isEqualTo(
            new StrictModeSettings(
                Optional.of(true),
                new TreeMap<>(Map.of(Limit.MAX_QUERY_LIMIT, 20L, Limit.MAX_TIMEOUT, 5L)),
                new TreeMap<>(
                    Map.of(
                        Permission.SEARCH_ALLOW_EXACT,
                        false,
                        Permission.UNINDEXED_FILTERING_UPDATE,
                        false)),
                Optional.of(2.0),
                new TreeMap<>(Map.of("a", 3L, "b", 4L)),
                new TreeMap<>(Map.of("c", 5L))));
  }

  private static CollectionPatch strict(StrictModeSettings settings) {
    return new CollectionPatch(
        Map.of(),
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        new QuantizationPatch.Keep(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Payload.EMPTY,
        settings,
        Map.of());
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
