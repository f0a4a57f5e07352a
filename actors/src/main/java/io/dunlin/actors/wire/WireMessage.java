package io.dunlin.actors.wire;

/**
 * Something that is sent to other nodes. Each has a form and a number in {@code
 * io.dunlin.actors.wire.kryo.WireType}; Pekko finds its serializer by this interface.
 */
public interface WireMessage {}
