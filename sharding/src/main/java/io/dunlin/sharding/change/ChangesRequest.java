package io.dunlin.sharding.change;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import java.time.Duration;

/**
 * What of a collection's changes is to be told.
 *
 * @param filter on a point's payload after the change
 * @param skipLeft whether a change after which the filter does not hold is not told at all
 * @param heartbeat when nothing was told for so long, that is told
 */
public record ChangesRequest(
    Start start,
    Filter filter,
    boolean skipLeft,
    PayloadSelector payload,
    VectorSelector vectors,
    Duration heartbeat) {
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(5);

  /** More often is of no use. */
  public static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(100);

  /** Where a feed begins. */
  public sealed interface Start {}

  /** At the logs' ends. */
  public record Now() implements Start {}

  /** With the first change that there ever was. */
  public record Beginning() implements Start {}

  /** With the points that are there, and then with what changes. */
  public record Present() implements Start {}

  /** After the event that had this token. */
  public record After(String token) implements Start {}

  /** The same with another filter. */
  public ChangesRequest with(Filter other) {
    return new ChangesRequest(start, other, skipLeft, payload, vectors, heartbeat);
  }
}
