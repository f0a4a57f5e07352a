package io.dunlin.sharding.whynot;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.actors.query.WhyNotRequest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Finds out why a point is in none of the groups of an answer.
 *
 * @param why says why a query without groups does not answer the point
 */
record GroupInquiry(Inquiry inquiry, BiFunction<QueryNode, Hit, CompletionStage<WhyNot>> why) {
  /** Points among which a point has to be that a group could have had. */
  private static final int MOST_GROUPED = 100_000;

  CompletionStage<WhyNot> of(QueryNode root, Hit point, WhyNotRequest.Groups groups) {
    Set<Object> own =
        Inquiry.values(point, groups.by()).stream()
            .filter(value -> value instanceof String || value instanceof Long)
            .collect(Collectors.toSet());
    return inquiry
        .reads()
        .groups(new GroupsRequest(inquiry.bare(root), groups.by(), groups.size(), Optional.empty()))
        .thenCompose(answered -> {
          for (PointGroup group : answered.value()) {
            int place = inquiry.place(group.hits());
            if (place >= 0) {
              return done(Inquiry.inAnswer(place, group.hits()));
            }
          }
          if (own.isEmpty()) {
            return done(
                WhyNot.of(
                    Reason.NO_VALUE_TO_GROUP_BY,
                    "It has no string or integer at '%s', by which points are grouped"
                        .formatted(groups.by().text())));
          }
          boolean itsGroup =
              answered.value().stream().anyMatch(group -> own.contains(group.value()));
          int most = (int) Math.max(MOST_GROUPED, (long) root.limit());
          return why.apply(root.limited(most), point)
              .thenApply(
                  alone -> alone.isInAnswer() ? outOfGroups(alone, itsGroup, root, groups) : alone);
        });
  }

  private static WhyNot outOfGroups(
      WhyNot ungrouped, boolean itsGroup, QueryNode root, WhyNotRequest.Groups groups) {
    WhyNot reason =
        itsGroup
            ? WhyNot.of(
                Reason.BEYOND_GROUP_SIZE,
                "Its group is in the answer, with the best %d points of it"
                    .formatted(groups.size()))
            : WhyNot.of(
                Reason.GROUP_BEYOND_LIMIT,
                "Its group is not among the best %d".formatted(root.limit()));
    return reason.ranked(
        ungrouped.rank().orElseThrow(), ungrouped.score().orElseThrow(), Optional.empty());
  }

  private static CompletionStage<WhyNot> done(WhyNot why) {
    return CompletableFuture.completedStage(why);
  }
}
