package io.dunlin.actors.catalog;

import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the catalog knows beside its state: how the nodes are and what is under way.
 *
 * @param nodes those that have told of themselves
 * @param inSync of the shards that were asked for: the nodes whose copies hold every acked position
 * @param transfers of the same shards
 */
public record ClusterPicture(
    List<Fill> nodes, Map<ShardId, Set<NodeId>> inSync, List<Transfer> transfers)
    implements WireMessage {
  public static final ClusterPicture UNKNOWN = new ClusterPicture(List.of(), Map.of(), List.of());

  /**
   * How full and how busy a node is.
   *
   * @param capacityBytes that it may hold, what it holds included
   * @param load reads a second
   */
  public record Fill(NodeId node, long capacityBytes, long usedBytes, double load) {}

  /**
   * A copy that is being made, or waits to be.
   *
   * @param from the copy that goes when it is done; if none does, the primary that it is made of
   * @param sync whether the copy at {@code from} stays
   * @param comment why, and what it waits for
   */
  public record Transfer(ShardId shard, NodeId from, NodeId to, boolean sync, String comment) {}
}
