package io.dunlin.actors.query;

import java.time.Duration;
import java.util.Optional;

/**
 * How a read is to be done.
 *
 * @param timeout how long the caller waits
 * @param token what the answer has to contain
 * @param allowPartial whether shards that cannot answer may be left out, and named
 */
public record ReadOptions(
    Duration timeout, Consistency consistency, Optional<ReadToken> token, boolean allowPartial) {
  /** From any copy that has everything. */
  public static ReadOptions within(Duration timeout) {
    return new ReadOptions(timeout, Consistency.ONE, Optional.empty(), false);
  }
}
