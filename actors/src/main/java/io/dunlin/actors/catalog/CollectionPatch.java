package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import java.util.Map;
import java.util.Optional;

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
    Payload metadata) {}
