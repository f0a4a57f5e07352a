package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.ShardKeySelector;

/**
 * The most frequent values at a path.
 *
 * @param exact whether each shard says all of its values; else the frequent ones alone, so that
 *     counts may be too low where values are many
 */
public record FacetRequest(
    JsonPath path, Filter filter, int limit, boolean exact, ShardKeySelector keys) {}
