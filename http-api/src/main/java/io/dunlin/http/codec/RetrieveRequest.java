package io.dunlin.http.codec;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.PointId;
import java.util.List;

/** Points asked for by id. */
public record RetrieveRequest(List<PointId> ids, PayloadSelector payload, VectorSelector vectors) {}
