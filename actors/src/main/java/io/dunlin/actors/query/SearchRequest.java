package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.Optional;

/**
 * The nearest points to a vector or to a stored point.
 *
 * @param using name of the vector to compare; "" is the unnamed one
 * @param limit points to return, at least 1
 * @param offset points to leave out at the top
 * @param scoreThreshold strict: only scores better than this, in the user's measure
 */
public record SearchRequest(
    Target target,
    String using,
    Filter filter,
    int limit,
    int offset,
    SearchTuning tuning,
    Optional<Float> scoreThreshold,
    PayloadSelector payload,
    VectorSelector vectors,
    ShardKeySelector keys) {
  /** Of all shards. */
  public SearchRequest(
      Target target,
      String using,
      Filter filter,
      int limit,
      int offset,
      SearchTuning tuning,
      Optional<Float> scoreThreshold,
      PayloadSelector payload,
      VectorSelector vectors) {
    this(
        target,
        using,
        filter,
        limit,
        offset,
        tuning,
        scoreThreshold,
        payload,
        vectors,
        ShardKeySelector.NONE_NAMED);
  }

  /** What is searched for. */
  public sealed interface Target {}

  public record Vector(float[] components) implements Target {}

  /** A stored point's vector; the point itself is left out of the answer. */
  public record Example(PointId id) implements Target {}
}
