package io.dunlin.persistence.model;

import java.util.UUID;

/** A node's name for ever: made with its data directory and kept there, whatever its address. */
public record NodeId(UUID uuid) implements Comparable<NodeId> {
  @Override
  public int compareTo(NodeId other) {
    return uuid.compareTo(other.uuid);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }

  public static NodeId parse(String text) {
    return new NodeId(UUID.fromString(text));
  }
}
