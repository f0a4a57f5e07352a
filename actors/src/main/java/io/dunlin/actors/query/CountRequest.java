package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;

/**
 * How many points match; a point that two keys have counts twice.
 *
 * @param exact else estimated
 */
public record CountRequest(Filter filter, ShardKeySelector keys, boolean exact) {
  public CountRequest(Filter filter, ShardKeySelector keys) {
    this(filter, keys, true);
  }
}
