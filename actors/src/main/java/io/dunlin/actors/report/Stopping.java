package io.dunlin.actors.report;

import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.NodeId;

/** A node tells another that it is about to leave, and has its shards led elsewhere before. */
public record Stopping(NodeId node) implements WireMessage {}
