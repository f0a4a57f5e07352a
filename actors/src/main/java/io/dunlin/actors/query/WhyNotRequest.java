package io.dunlin.actors.query;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.Optional;

/**
 * Asks why a point is, or is not, in the answer to a query.
 *
 * @param groups by what the query's points are grouped, if they are
 */
public record WhyNotRequest(PointId id, QueryRequest query, Optional<Groups> groups) {
  /** As in {@link GroupsRequest}: the query's limit is that of groups. */
  public record Groups(JsonPath by, int size) {}

  /** The request whose answer has groups, where it does. */
  public Optional<GroupsRequest> asGroups() {
    return groups.map(some -> new GroupsRequest(query, some.by(), some.size(), Optional.empty()));
  }
}
