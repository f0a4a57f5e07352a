package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.List;
import java.util.Optional;

/**
 * One query, and those that have to be answered before it. With some before it, it orders the
 * points that these have found; else all of the collection.
 *
 * @param before the queries that are answered first
 * @param query absent: points in the order of their ids
 * @param using name of the vector to compare; "" is the unnamed one
 * @param filter holds for those before it, too
 * @param scoreThreshold strict: only scores better than this, in the user's measure
 * @param limit best points that are kept, at least 1
 * @param lookup where the vectors of examples are; absent: in the collection that is searched, and
 *     named {@code using}
 */
public record QueryNode(
    List<QueryNode> before,
    Optional<Query> query,
    String using,
    Filter filter,
    SearchTuning tuning,
    Optional<Float> scoreThreshold,
    int limit,
    Optional<Lookup> lookup) {
  /** The name of the vector of a collection that has one alone. */
  public static final String UNNAMED = "";

  public QueryNode {
    if (query.orElse(null) instanceof Query.Within) {
      tuning = tuning.exactly();
    }
  }

  /** A query of its own. */
  public static QueryNode of(Query query, int limit) {
    return new QueryNode(
        List.of(),
        Optional.of(query),
        UNNAMED,
        Filter.ALL,
        SearchTuning.DEFAULT,
        Optional.empty(),
        limit,
        Optional.empty());
  }

  /** Where examples are looked up. */
  public record Lookup(String collection, Optional<String> vector, ShardKeySelector keys) {}

  /** Whether its answer, or one before it, is to say how it came about. */
  public boolean explained() {
    return tuning.explain() || before.stream().anyMatch(QueryNode::explained);
  }

  /** The same where this filter holds, too. */
  public QueryNode within(Filter outer) {
    return over(outer.and(filter));
  }

  /** The same with another filter. */
  public QueryNode over(Filter other) {
    return new QueryNode(before, query, using, other, tuning, scoreThreshold, limit, lookup);
  }

  /** The same without those before it. */
  public QueryNode alone() {
    return new QueryNode(List.of(), query, using, filter, tuning, scoreThreshold, limit, lookup);
  }

  /** The same with another limit. */
  public QueryNode limited(int other) {
    return new QueryNode(before, query, using, filter, tuning, scoreThreshold, other, lookup);
  }
}
