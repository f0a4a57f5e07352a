package io.dunlin.actors.shard;

import java.time.Duration;

/**
 * @param untilVisible (the contract calls it wait) answer when the write is visible rather than
 *     when the journal has it
 * @param timeout how long the caller waits
 * @param timeoutGiven whether the caller said how long, rather than the node's settings
 * @param author who writes, as points tell it where the collection has lineage
 */
public record WriteOptions(
    boolean untilVisible, Duration timeout, boolean timeoutGiven, String author) {
  /** Whoever it is that needs no key. */
  public static final String ANONYMOUS = "anonymous";

  /** Of somebody without a name. */
  public WriteOptions(boolean untilVisible, Duration timeout, boolean timeoutGiven) {
    this(untilVisible, timeout, timeoutGiven, ANONYMOUS);
  }

  /** As long as a node's settings say. */
  public WriteOptions(boolean untilVisible, Duration timeout) {
    this(untilVisible, timeout, false);
  }
}
