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
 * @param trace collects how the answer comes about, where the caller wants to know
 * @param view which state is read
 */
public record ReadOptions(
    Duration timeout,
    Consistency consistency,
    Optional<ReadToken> token,
    boolean allowPartial,
    Optional<String> affinity,
    boolean timeoutGiven,
    Optional<Trace> trace,
    ReadView view) {
  /** Of the newest state, without an explanation. */
  public ReadOptions(
      Duration timeout,
      Consistency consistency,
      Optional<ReadToken> token,
      boolean allowPartial,
      Optional<String> affinity,
      boolean timeoutGiven) {
    this(
        timeout,
        consistency,
        token,
        allowPartial,
        affinity,
        timeoutGiven,
        Optional.empty(),
        ReadView.NEWEST);
  }

  /** From whichever copies are quickest. */
  public ReadOptions(
      Duration timeout, Consistency consistency, Optional<ReadToken> token, boolean allowPartial) {
    this(timeout, consistency, token, allowPartial, Optional.empty(), false);
  }

  /** The same of another collection, of which a token or a view says nothing. */
  public ReadOptions elsewhere() {
    return new ReadOptions(
        timeout,
        consistency,
        Optional.empty(),
        allowPartial,
        affinity,
        timeoutGiven,
        trace,
        ReadView.NEWEST);
  }

  /** The same, and how the answer comes about is collected. */
  public ReadOptions traced(Trace collector) {
    return new ReadOptions(
        timeout,
        consistency,
        token,
        allowPartial,
        affinity,
        timeoutGiven,
        Optional.of(collector),
        view);
  }

  /** The same with the time that is left. */
  public ReadOptions within(Deadline deadline) {
    return new ReadOptions(
        deadline.left(), consistency, token, allowPartial, affinity, timeoutGiven, trace, view);
  }

  /** The same of another state. */
  public ReadOptions of(ReadView other) {
    return new ReadOptions(
        timeout, consistency, token, allowPartial, affinity, timeoutGiven, trace, other);
  }

  /** Whether a page of a cursor is wanted, one that is to be begun or one that is open. */
  public boolean isPage() {
    return switch (view) {
      case ReadView.NewCursor _, ReadView.NextPage _ -> true;
      case ReadView.Newest _, ReadView.AsOf _, ReadView.Held _ -> false;
    };
  }

  /** From any copy that has everything. */
  public static ReadOptions within(Duration timeout) {
    return new ReadOptions(timeout, Consistency.ONE, Optional.empty(), false);
  }
}
