package io.dunlin.persistence.model;

import java.util.UUID;

/** A shard's name for ever: also its persistence id and its Pekko entity id. */
public record ShardId(UUID uuid) implements Comparable<ShardId> {
  @Override
  public int compareTo(ShardId other) {
    return uuid.compareTo(other.uuid);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }

  public static ShardId parse(String text) {
    return new ShardId(UUID.fromString(text));
  }
}
