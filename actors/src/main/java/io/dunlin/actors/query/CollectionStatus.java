package io.dunlin.actors.query;

import java.util.List;

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

  /**
   * One shard's part.
   *
   * @param backlog rows that wait for a graph
   * @param live whether it answered
   */
  public record ShardStatus(
      int number,
      long points,
      long indexedVectors,
      int segments,
      long backlog,
      boolean building,
      boolean live) {}
}
