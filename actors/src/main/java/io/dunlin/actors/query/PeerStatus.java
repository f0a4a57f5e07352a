package io.dunlin.actors.query;

import java.util.List;
import java.util.Optional;

/**
 * One node of the cluster.
 *
 * @param fill absent while the node has not told, or the catalog does not answer
 * @param holds the copies that are to be there
 */
public record PeerStatus(ClusterStatus.Peer peer, Optional<Fill> fill, List<Held> holds) {
  /**
   * @param capacityBytes that it may hold, what it holds included
   * @param load reads a second, smoothed
   */
  public record Fill(long capacityBytes, long usedBytes, double load) {}

  /**
   * @param shard its number in the collection
   */
  public record Held(String collection, int shard, boolean primary) {}
}
