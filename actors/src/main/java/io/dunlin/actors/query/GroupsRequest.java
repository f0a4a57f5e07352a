package io.dunlin.actors.query;

import io.dunlin.persistence.model.JsonPath;
import java.util.Optional;

/**
 * The best points of a query by a value that they share, strings and integers. A point with several
 * values is in several groups, one without any in none.
 *
 * @param query its limit is that of groups
 * @param size points of a group at most, at least 1
 */
public record GroupsRequest(QueryRequest query, JsonPath by, int size, Optional<Lookup> lookup) {
  public static final int DEFAULT_SIZE = 3;

  /** A point of another collection that has a group's value as id is told with the group. */
  public record Lookup(String collection, PayloadSelector payload, VectorSelector vectors) {}
}
