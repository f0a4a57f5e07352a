package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.List;
import java.util.Optional;

/**
 * A query and what of its points is wanted.
 *
 * @param root its limit does not count those that {@code offset} leaves out
 * @param offset points to leave out at the top
 * @param legs whether each point says what each of the fused queries gave it
 */
public record QueryRequest(
    QueryNode root,
    int offset,
    PayloadSelector payload,
    VectorSelector vectors,
    ShardKeySelector keys,
    boolean legs) {
  public QueryRequest(
      QueryNode root,
      int offset,
      PayloadSelector payload,
      VectorSelector vectors,
      ShardKeySelector keys) {
    this(root, offset, payload, vectors, keys, false);
  }

  /** The nearest points to a vector or to a stored point, of all shards. */
  public static QueryRequest nearest(
      VectorInput target,
      String using,
      Filter filter,
      int limit,
      int offset,
      SearchTuning tuning,
      Optional<Float> scoreThreshold,
      PayloadSelector payload,
      VectorSelector vectors) {
    return new QueryRequest(
        new QueryNode(
            List.of(),
            Optional.of(new Query.Nearest(target)),
            using,
            filter,
            tuning,
            scoreThreshold,
            limit,
            Optional.empty()),
        offset,
        payload,
        vectors,
        ShardKeySelector.NONE_NAMED);
  }

  /** Points that have to be found, with those that {@code offset} leaves out. */
  public int reach() {
    return (int) Math.min(Integer.MAX_VALUE, (long) root.limit() + offset);
  }

  public Projection projection() {
    return new Projection(payload, vectors);
  }

  /** The same of shards of other keys. */
  public QueryRequest of(ShardKeySelector others) {
    return new QueryRequest(root, offset, payload, vectors, others, legs);
  }

  /** The first places of its ranking, without content. */
  public QueryRequest ranking(int places) {
    return new QueryRequest(
        root.limited(places),
        offset,
        Projection.NOTHING.payload(),
        Projection.NOTHING.vectors(),
        keys,
        legs);
  }
}
