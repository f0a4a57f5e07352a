package io.dunlin.http.access;

import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.query.LimitedQueries;
import java.util.List;
import java.util.Optional;

/**
 * A collection as a caller sees it.
 *
 * @param limit holds for every point that is seen of it; absent: all are
 */
record SeenCollection(CollectionInfo info, Optional<Filter> limit) {
  String name() {
    return info.name();
  }

  boolean isLimited() {
    return limit.isPresent();
  }

  /** What both hold for. */
  Filter and(Filter asked) {
    return limit.map(filter -> filter.and(asked)).orElse(asked);
  }

  QueryRequest limited(QueryRequest request) {
    return limit
        .map(filter -> new LimitedQueries(info.config(), filter).limited(request))
        .orElse(request);
  }

  /** Whether scores by a vector tell how common terms are among all points. */
  boolean weighs(String vector) {
    return limit
        .filter(filter -> new LimitedQueries(info.config(), filter).weighs(vector))
        .isPresent();
  }

  /** Refuses what tells of points that are not seen. */
  void check(ReadOptions options) {
    refuseIf(options.trace().isPresent(), "an explanation");
  }

  /** As {@link #check(ReadOptions)}, of queries, whose pages are of a ranking that was kept. */
  void check(List<QueryRequest> requests, ReadOptions options) {
    check(options);
    refuseIf(requests.stream().anyMatch(request -> request.root().explained()), "an explanation");
    refuseIf(options.isPage(), "a cursor of a query");
  }

  /**
   * Fails with 403 where not all points are seen.
   *
   * @param what cannot be had of a part of the points
   */
  void refuseIf(boolean refused, String what) {
    if (refused && isLimited()) {
      throw refusal(name(), what);
    }
  }

  static RequestException refusal(String collection, String what) {
    return RequestException.forbidden(
        "the token is limited by a filter to some points of `%s`, and gives no %s"
            .formatted(collection, what.replaceFirst("^an? ", "")));
  }
}
