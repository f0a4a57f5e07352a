package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.util.Optional;

/** Points in the order of their ids, from {@code offset} on (included). */
public record ScrollRequest(
    Filter filter,
    Optional<PointId> offset,
    int limit,
    PayloadSelector payload,
    VectorSelector vectors) {}
