package io.dunlin.actors.query;

import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import java.util.List;

/**
 * The cluster as one of its nodes knows it.
 *
 * @param self the node that was asked
 * @param version of the catalog that this node has
 */
public record ClusterStatus(NodeId self, NodeId leader, long version, List<Peer> peers) {
  /**
   * @param address host:port where other nodes reach it
   * @param reachable as far as the node that was asked can tell
   * @param copies of shards that are to be there
   */
  public record Peer(
      NodeId id,
      String address,
      String zone,
      NodeRoles roles,
      boolean reachable,
      NodeMark mark,
      int copies) {}
}
