package io.dunlin.persistence.model;

import io.dunlin.index.Metric;
import java.util.Optional;

/**
 * One dense vector of a collection.
 *
 * @param size components, 1..65536
 * @param hnsw what differs from the collection's graph settings
 * @param onDisk keep the rows on disk rather than in memory, where the user said so
 */
public record VectorSpec(int size, Metric metric, HnswSettings hnsw, Optional<Boolean> onDisk) {}
