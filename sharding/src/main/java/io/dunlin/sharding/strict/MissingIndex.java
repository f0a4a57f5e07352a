package io.dunlin.sharding.strict;

import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A payload index that a filter could use and does not have.
 *
 * @param path of the field
 * @param types that would do, in alphabetical order
 */
public record MissingIndex(String path, List<String> types) {

  /**
   * The first that is missing.
   *
   * @param fields the indexes that there are, by their paths
   */
  public static Optional<MissingIndex> of(Filter filter, Map<String, FieldSchema> fields) {
    return new FilterRules(filter)
        .unindexed(new FieldIndexes(fields))
        .map(missing -> new MissingIndex(missing.path(), missing.types()));
  }
}
