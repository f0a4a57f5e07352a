package io.dunlin.actors.query;

import java.time.Duration;
import java.util.Optional;

/**
 * How a read is to be done.
 *
 * @param timeout how long the caller waits
 * @param token what the answer has to contain
 * @param allowPartial whether shards that cannot answer may be left out, and named
 * @param affinity reads with the same value go to the same copies while these can be asked
 * @param timeoutGiven whether the caller said how long, rather than the node's settings
 */
public record ReadOptions(
    Duration timeout,
    Consistency consistency,
    Optional<ReadToken> token,
    boolean allowPartial,
    Optional<String> affinity,
    boolean timeoutGiven) {
  /** From whichever copies are quickest. */
  public ReadOptions(
      Duration timeout, Consistency consistency, Optional<ReadToken> token, boolean allowPartial) {
    this(timeout, consistency, token, allowPartial, Optional.empty(), false);
  }

  /** The same of another collection, of which a token says nothing. */
  public ReadOptions elsewhere() {
    return new ReadOptions(
        timeout, consistency, Optional.empty(), allowPartial, affinity, timeoutGiven);
  }

  /** From any copy that has everything. */
  public static ReadOptions within(Duration timeout) {
    return new ReadOptions(timeout, Consistency.ONE, Optional.empty(), false);
  }
}
