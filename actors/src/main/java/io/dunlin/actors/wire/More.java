package io.dunlin.actors.wire;

/** A frame has come: the {@link FrameSender} may send another. */
public record More() implements WireMessage {}
