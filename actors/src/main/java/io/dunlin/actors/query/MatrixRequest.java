package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;

/**
 * How near some points are to each other.
 *
 * @param using name of the vector to compare
 * @param sample points, drawn by chance, at least 2
 * @param limit nearest of these that are told of each
 */
public record MatrixRequest(
    Filter filter, String using, int sample, int limit, ShardKeySelector keys) {
  public static final int DEFAULT_SAMPLE = 10;
  public static final int DEFAULT_LIMIT = 3;
}
