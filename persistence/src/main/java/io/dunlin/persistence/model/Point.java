package io.dunlin.persistence.model;

import java.util.Map;

/**
 * A point as it is stored.
 *
 * @param vectors by name, normalised where the metric is cosine; a point may lack some of the
 *     collection's vectors
 * @param version position in the shard's log of the write that made it so
 */
public record Point(PointId id, Map<String, VectorValue> vectors, Payload payload, long version) {}
