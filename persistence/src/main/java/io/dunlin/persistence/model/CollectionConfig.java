package io.dunlin.persistence.model;

import java.util.SortedMap;

/**
 * What a user decided about a collection.
 *
 * @param vectors by name; "" is the unnamed one
 * @param shardNumber shards, at least 1
 * @param metadata free fields of the user
 */
public record CollectionConfig(
    SortedMap<String, VectorSpec> vectors,
    int shardNumber,
    int replicationFactor,
    int writeConsistencyFactor,
    boolean onDiskPayload,
    HnswSettings hnsw,
    OptimizerSettings optimizers,
    Payload metadata) {}
