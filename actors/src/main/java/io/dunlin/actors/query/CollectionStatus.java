package io.dunlin.actors.query;

import io.dunlin.persistence.model.NodeId;
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

  /**
   * One shard's part.
   *
   * @param backlog rows that wait for a graph
   * @param live whether it answered
   * @param node where it is led; empty while that is not known
   * @param here whether that is the node that was asked
   */
  public record ShardStatus(
      int number,
      long points,
      long indexedVectors,
      int segments,
      long backlog,
      boolean building,
      boolean live,
      Optional<NodeId> node,
      boolean here) {}
}
