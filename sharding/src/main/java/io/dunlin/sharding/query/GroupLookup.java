package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest.Lookup;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Adds to groups the points of another collection that their values stand for. */
public final class GroupLookup {
  private GroupLookup() {}

  /**
   * The same groups, each with its point where there is one.
   *
   * @param lookup absent: nothing is added
   * @param retrieve reads points of a collection, by its name
   */
  public static CompletionStage<Answered<List<PointGroup>>> into(
      Answered<List<PointGroup>> groups,
      Optional<Lookup> lookup,
      BiFunction<String, RetrieveRequest, CompletionStage<Answered<List<Hit>>>> retrieve) {
    if (lookup.isEmpty()) {
      return CompletableFuture.completedStage(groups);
    }
    Lookup wanted = lookup.get();
    List<PointId> ids =
        groups.value().stream().map(GroupLookup::idOf).flatMap(Optional::stream).toList();
    return retrieve
        .apply(
            wanted.collection(),
            new RetrieveRequest(
                ids, wanted.payload(), wanted.vectors(), ShardKeySelector.NONE_NAMED))
        .thenApply(found -> groups.map(list -> with(found.value(), list)).and(found.notes()));
  }

  private static List<PointGroup> with(List<Hit> points, List<PointGroup> groups) {
    Map<PointId, Hit> byId = new HashMap<>();
    points.forEach(point -> byId.put(point.id(), point));
    return groups.stream()
        .map(group -> new PointGroup(group.value(), group.hits(), idOf(group).map(byId::get)))
        .toList();
  }

  /** The id of the point that a group's value stands for, if it can be one. */
  private static Optional<PointId> idOf(PointGroup group) {
    return switch (group.value()) {
      case Long number when number >= 0 -> Optional.of(PointId.of(number));
      case String text -> PointId.parseUuid(text);
      default -> Optional.empty();
    };
  }
}
