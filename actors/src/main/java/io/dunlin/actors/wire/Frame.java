package io.dunlin.actors.wire;

/**
 * A piece of a message that is too large to be sent whole.
 *
 * @param stream which message it is of, unique for its receiver
 * @param number from 0, without gaps
 * @param bytes at most {@link WireLimits#MAX_FRAME_BYTES}; never changed once made
 */
public record Frame(long stream, int number, boolean last, byte[] bytes) implements WireMessage {}
