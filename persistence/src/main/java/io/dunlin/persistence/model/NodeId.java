package io.dunlin.persistence.model;

import java.util.UUID;

/** A node's name for ever: made with its data directory and kept there, whatever its address. */
public record NodeId(UUID uuid) implements Comparable<NodeId> {
  /** The node as a number, where a contract wants one: 1 to 2^53, exact in any JSON reader. */
  public long number() {
    long folded = uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits();
    return (folded >>> 11) + 1;
  }

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
