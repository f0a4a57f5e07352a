package io.dunlin.actors.shard;

import java.time.Duration;

/**
 * @param untilVisible (the contract calls it wait) answer when the write is visible rather than
 *     when the journal has it
 * @param timeout how long the caller waits
 */
public record WriteOptions(boolean untilVisible, Duration timeout) {}
