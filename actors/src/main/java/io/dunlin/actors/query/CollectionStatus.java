package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardKey;
import java.util.List;
import java.util.Optional;

/**
 * What a collection's shards say of themselves, added up.
 *
 * @param indexedVectors vectors in graphs
 * @param segments growing, frozen and sealed
 */
public record CollectionStatus(
    Light light, long points, long indexedVectors, int segments, List<ShardStatus> shards) {
  public enum Light {
    /** Everything is indexed. */
    GREEN,
    /** Being indexed. */
    YELLOW,
    /** A shard does not answer. */
    RED
  }

  /** The part of a shard, by its number. */
  public Optional<ShardStatus> shard(int number) {
    return shards.stream().filter(shard -> shard.number() == number).findFirst();
  }

  /**
   * One shard's part.
   *
   * @param key where the collection has keys
   * @param backlog rows that wait for a graph
   * @param live whether it answered
   */
  public record ShardStatus(
      int number,
      Optional<ShardKey> key,
      long points,
      long indexedVectors,
      int segments,
      long backlog,
      boolean building,
      boolean live) {}
}
