package io.dunlin.actors.shard;

import java.time.Duration;

/**
 * @param untilVisible (the contract calls it wait) answer when the write is visible rather than
 *     when the journal has it
 * @param timeout how long the caller waits
 * @param timeoutGiven whether the caller said how long, rather than the node's settings
 */
public record WriteOptions(boolean untilVisible, Duration timeout, boolean timeoutGiven) {
  /** As long as a node's settings say. */
  public WriteOptions(boolean untilVisible, Duration timeout) {
    this(untilVisible, timeout, false);
  }
}
