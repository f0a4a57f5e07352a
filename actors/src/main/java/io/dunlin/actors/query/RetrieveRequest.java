package io.dunlin.actors.query;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.List;

/** Points asked for by id. */
public record RetrieveRequest(
    List<PointId> ids, PayloadSelector payload, VectorSelector vectors, ShardKeySelector keys) {}
