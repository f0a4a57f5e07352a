package io.dunlin.actors.catalog;

import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of a collection's configuration: only what is given is merged in.
 *
 * @param vectors graph settings by vector name
 * @param metadata merged key by key
 */
public record CollectionPatch(
    Map<String, HnswSettings> vectors,
    HnswSettings hnsw,
    OptimizerSettings optimizers,
    Optional<Integer> replicationFactor,
    Optional<Integer> writeConsistencyFactor,
    Optional<Boolean> onDiskPayload,
    Payload metadata) {
  /** The configuration with this change merged in. Vectors that it does not know are left out. */
  CollectionConfig applyTo(CollectionConfig config) {
    SortedMap<String, VectorSpec> merged = new TreeMap<>(config.vectors());
    vectors.forEach((name, settings) ->
        merged.computeIfPresent(
            name,
            (_, spec) ->
                new VectorSpec(
                    spec.size(), spec.metric(), settings.or(spec.hnsw()), spec.onDisk())));
    return new CollectionConfig(
        merged,
        config.shardNumber(),
        replicationFactor.orElse(config.replicationFactor()),
        writeConsistencyFactor.orElse(config.writeConsistencyFactor()),
        onDiskPayload.orElse(config.onDiskPayload()),
        hnsw.or(config.hnsw()),
        optimizers.or(config.optimizers()),
        PayloadEdits.merge(config.metadata(), metadata));
  }
}
