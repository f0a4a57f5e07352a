package io.dunlin.cluster.settings;

import io.dunlin.actors.placement.NodeRoles;
import java.time.Duration;
import java.util.List;

/**
 * How a node finds its cluster; its own address stands in the configuration.
 *
 * @param discovery what Pekko asks for the other nodes, where there are no seed nodes
 * @param seedNodes host:port of nodes to join, the same list on all nodes; the first of them begins
 *     the cluster when none of the others is there. Empty, and without discovery: this node is a
 *     cluster by itself
 * @param nodePatience how long a node may be gone before its copies are made anew elsewhere
 * @param shardsPerNode copies of shards that the cluster may have for each node that holds any
 * @param zone where the node is, for spreading copies; may be empty
 */
public record ClusterSettings(
    Discovery discovery,
    List<String> seedNodes,
    String zone,
    NodeRoles roles,
    Duration nodePatience,
    int shardsPerNode) {

  /** Where the other nodes are looked up. */
  public enum Discovery {
    /** Nowhere. */
    NONE,
    /** In a list in the configuration. */
    CONFIG,
    DNS,
    /** In the list of pods that Kubernetes gives. */
    KUBERNETES
  }
}
