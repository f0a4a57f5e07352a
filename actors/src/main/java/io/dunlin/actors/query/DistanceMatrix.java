package io.dunlin.actors.query;

import io.dunlin.persistence.model.PointId;
import java.util.List;

/**
 * How near points are to each other.
 *
 * @param ids of the points, in their order
 * @param nearest of each of these, best first
 */
public record DistanceMatrix(List<PointId> ids, List<List<Hit>> nearest) {}
