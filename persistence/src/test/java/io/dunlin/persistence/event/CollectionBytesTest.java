package io.dunlin.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.StrictModeSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionBytesTest {
  @Test
  void whatIsReadIsWhatWasWritten() {
    CollectionInfo collection =
        Samples.EVENTS.stream()
            .filter(CatalogEvent.CollectionCreated.class::isInstance)
            .map(event -> ((CatalogEvent.CollectionCreated) event).collection())
            .findFirst()
            .orElseThrow();
    CollectionConfig config = collection.config();

    assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection))).isEqualTo(collection);
    assertThat(CollectionBytes.toConfig(CollectionBytes.of(config))).isEqualTo(config);
    assertThat(CollectionBytes.toHnsw(CollectionBytes.of(config.hnsw()))).isEqualTo(config.hnsw());
    assertThat(CollectionBytes.toHnsw(CollectionBytes.of(HnswSettings.NONE)))
        .isEqualTo(HnswSettings.NONE);
    assertThat(CollectionBytes.toOptimizers(CollectionBytes.of(config.optimizers())))
        .isEqualTo(config.optimizers());
    assertThat(CollectionBytes.toOptimizers(CollectionBytes.of(OptimizerSettings.DEFAULTS)))
        .isEqualTo(OptimizerSettings.DEFAULTS);
    config
        .vectors()
        .values()
        .forEach(vector -> {
          vector
              .quantization()
              .ifPresent(codes ->
                  assertThat(CollectionBytes.toQuantization(CollectionBytes.of(codes)))
                      .isEqualTo(codes));
          vector
              .index()
              .ifPresent(index ->
                  assertThat(CollectionBytes.toIndex(CollectionBytes.of(index))).isEqualTo(index));
        });
  }

  @Test
  void collectionsWithKeysAreWrittenInAFormThatOnlyNodesReadWhichKnowKeys() {
    for (Object event : Samples.KEYED) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo keyed)) {
        assertThat(CollectionBytes.of(keyed)[0]).isEqualTo(CollectionBytes.KEYED);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(keyed))).isEqualTo(keyed);
        assertThat(CollectionBytes.toConfig(CollectionBytes.of(keyed.config())))
            .isEqualTo(keyed.config());
      }
    }
  }

  @Test
  void collectionsWithPayloadIndexesToo() {
    for (Object event : Samples.WITH_FIELDS) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo indexed)) {
        CollectionInfo keyed =
            new CollectionInfo(
                indexed.name(),
                indexed.uuid(),
                indexed.config().sharded(ShardingMethod.CUSTOM),
                List.of());
        for (CollectionInfo collection : List.of(indexed, keyed)) {
          assertThat(CollectionBytes.of(collection)[0]).isEqualTo(CollectionBytes.FIELDS);
          assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection)))
              .isEqualTo(collection);
          assertThat(CollectionBytes.of(collection.config())[0]).isEqualTo(CollectionBytes.FIELDS);
        }
        indexed
            .config()
            .fields()
            .values()
            .forEach(schema ->
                assertThat(CollectionBytes.toFieldSchema(CollectionBytes.of(schema)))
                    .isEqualTo(schema));
      }
    }
  }

  @Test
  void collectionsThatLimitTheirUsersToo() {
    for (Object event : Samples.STRICT) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo strict)) {
        assertThat(CollectionBytes.of(strict)[0]).isEqualTo(CollectionBytes.STRICT);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(strict))).isEqualTo(strict);
        CollectionConfig config = strict.config();
        assertThat(CollectionBytes.of(config)[0]).isEqualTo(CollectionBytes.STRICT);
        assertThat(CollectionBytes.toConfig(CollectionBytes.of(config))).isEqualTo(config);
        assertThat(CollectionBytes.toStrictMode(CollectionBytes.of(config.strictMode())))
            .isEqualTo(config.strictMode());
      }
    }
    assertThat(CollectionBytes.toStrictMode(CollectionBytes.of(StrictModeSettings.NONE)))
        .isEqualTo(StrictModeSettings.NONE);
  }

  @Test
  void collectionsWithSparseVectorsAndMultivectorsToo() {
    for (Object event : Samples.SPARSE) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo collection)) {
        assertThat(CollectionBytes.of(collection)[0]).isEqualTo(CollectionBytes.SPARSE);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection)))
            .isEqualTo(collection);
        collection
            .config()
            .sparse()
            .values()
            .forEach(spec ->
                assertThat(CollectionBytes.toSparse(CollectionBytes.of(spec))).isEqualTo(spec));
      }
    }
  }

  @Test
  void collectionsThatSayWhatPayloadsHaveToBeToo() {
    for (Object event : Samples.WITH_SCHEMA) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo collection)) {
        assertThat(CollectionBytes.of(collection)[0]).isEqualTo(CollectionBytes.SCHEMA);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection)))
            .isEqualTo(collection);
        collection
            .config()
            .schema()
            .fields()
            .values()
            .forEach(field ->
                assertThat(CollectionBytes.toPayloadField(CollectionBytes.of(field)))
                    .isEqualTo(field));
      }
    }
  }

  @Test
  void collectionsWhoseVectorsAreNormalisedToo() {
    for (Object event : Samples.NORMALIZED) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo collection)) {
        assertThat(CollectionBytes.of(collection)[0]).isEqualTo(CollectionBytes.NORMALIZED);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection)))
            .isEqualTo(collection);
        collection
            .config()
            .vectors()
            .values()
            .forEach(spec ->
                assertThat(CollectionBytes.toVector(CollectionBytes.of(spec))).isEqualTo(spec));
      }
    }
  }

  @Test
  void collectionsWhosePointsTellWhoWroteThemToo() {
    for (Object event : Samples.LINEAGE) {
      if (event instanceof CatalogEvent.CollectionCreated(CollectionInfo collection)) {
        assertThat(CollectionBytes.of(collection)[0]).isEqualTo(CollectionBytes.LINEAGE);
        assertThat(CollectionBytes.toCollection(CollectionBytes.of(collection)))
            .isEqualTo(collection);
      }
    }
  }

  /** A node that may not read an event's form may not read it in a message either. */
  @Test
  void theVersionIsThatOfTheEvents() {
    assertThat(EventCodec.COLLECTION_CREATED).endsWith("." + CollectionBytes.VERSION);
    assertThat(EventCodec.COLLECTION_UPDATED).endsWith("." + CollectionBytes.VERSION);
    assertThat(EventCodec.KEYED_COLLECTION_CREATED).endsWith("." + CollectionBytes.KEYED);
    assertThat(EventCodec.KEYED_COLLECTION_UPDATED).endsWith("." + CollectionBytes.KEYED);
    assertThat(EventCodec.FIELDS_COLLECTION_CREATED).endsWith("." + CollectionBytes.FIELDS);
    assertThat(EventCodec.FIELDS_COLLECTION_UPDATED).endsWith("." + CollectionBytes.FIELDS);
    assertThat(EventCodec.STRICT_COLLECTION_CREATED).endsWith("." + CollectionBytes.STRICT);
    assertThat(EventCodec.STRICT_COLLECTION_UPDATED).endsWith("." + CollectionBytes.STRICT);
    assertThat(EventCodec.SPARSE_COLLECTION_CREATED).endsWith("." + CollectionBytes.SPARSE);
    assertThat(EventCodec.SPARSE_COLLECTION_UPDATED).endsWith("." + CollectionBytes.SPARSE);
    assertThat(EventCodec.SCHEMA_COLLECTION_CREATED).endsWith("." + CollectionBytes.SCHEMA);
    assertThat(EventCodec.SCHEMA_COLLECTION_UPDATED).endsWith("." + CollectionBytes.SCHEMA);
    assertThat(EventCodec.NORMALIZED_COLLECTION_CREATED).endsWith("." + CollectionBytes.NORMALIZED);
    assertThat(EventCodec.NORMALIZED_COLLECTION_UPDATED).endsWith("." + CollectionBytes.NORMALIZED);
    assertThat(EventCodec.LINEAGE_COLLECTION_CREATED).endsWith("." + CollectionBytes.LINEAGE);
    assertThat(EventCodec.LINEAGE_COLLECTION_UPDATED).endsWith("." + CollectionBytes.LINEAGE);
  }

  @Test
  void unknownVersionsAreRefused() {
    byte[] bytes = CollectionBytes.of(HnswSettings.DEFAULTS);
    bytes[0] = CollectionBytes.LINEAGE + 1;

    assertThatThrownBy(() -> CollectionBytes.toHnsw(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer version of Dunlin");
    assertThatThrownBy(() -> CollectionBytes.toHnsw(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
