package io.dunlin.actors.catalog;

import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Configurations and changes of collections. */
final class Collecting {
  private Collecting() {}

  static CollectionConfig config(int shards) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(4, Metric.DOT, HnswSettings.NONE, Optional.empty()));
    return new CollectionConfig(
        vectors, shards, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY);
  }

  /** One shard, and so much that its user wrote about it. */
  static CollectionConfig configWith(Payload metadata) {
    CollectionConfig plain = config(1);
    return new CollectionConfig(
        plain.vectors(), 1, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, metadata);
  }

  static CollectionPatch metadata(String key, long value) {
    return new CollectionPatch(
        Map.of(),
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        new QuantizationPatch.Keep(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Payload(Map.of(key, value)),
        StrictModeSettings.NONE,
        Map.of());
  }
}
