package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.Map;
import java.util.Set;

/**
 * What a node tells of itself every few seconds.
 *
 * @param capacityBytes that it may hold, what it holds included
 * @param usedBytes of segments, those of dropped copies that are not deleted yet included
 * @param copies those that it can answer from
 */
public record NodeReport(
    NodeId node, long capacityBytes, long usedBytes, Map<ShardId, Copy> copies) {
  /**
   * A copy on the node.
   *
   * @param load reads a second, smoothed
   * @param position of the last log entry that it holds
   * @param inSync of the writer's copy: the other nodes whose copies hold every acked position;
   *     empty for others
   */
  public record Copy(long bytes, double load, long position, Set<NodeId> inSync) {}

  /** Reads a second. */
  public double load() {
    return copies.values().stream().mapToDouble(Copy::load).sum();
  }
}
