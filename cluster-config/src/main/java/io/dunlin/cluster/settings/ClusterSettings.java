package io.dunlin.cluster.settings;

import java.time.Duration;
import java.util.List;

/**
 * How a node finds its cluster; its own address stands in the configuration.
 *
 * @param seedNodes host:port of nodes to join, the same list on all nodes; the first of them begins
 *     the cluster when none of the others is there. Empty: this node is a cluster by itself
 * @param nodePatience how long a node may be gone before its copies are made anew elsewhere
 * @param zone where the node is, for spreading copies; may be empty
 */
public record ClusterSettings(List<String> seedNodes, String zone, Duration nodePatience) {}
