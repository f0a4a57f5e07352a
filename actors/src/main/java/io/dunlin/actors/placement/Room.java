package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each node can still take: bytes on its disk, and copies being filled at a time. */
final class Room {
  private final Map<NodeId, Long> capacities = new HashMap<>();
  private final Map<NodeId, Long> committed = new HashMap<>();
  private final Map<NodeId, Integer> incoming = new HashMap<>();
  private final int slots;

  Room(List<NodeView> nodes, int slots) {
    this.slots = slots;
    for (NodeView node : nodes) {
      capacities.put(node.id(), node.capacityBytes());
      committed.put(node.id(), node.usedBytes());
    }
  }

  /** Counts a copy that is on its way to the node, all its bytes still to come. */
  void take(NodeId node, ShardView shard) {
    committed.merge(node, shard.bytes(), Long::sum);
    if (shard.bytes() > 0) {
      incoming.merge(node, 1, Integer::sum);
    }
  }

  boolean hasRoom(NodeId node, ShardView shard, double headroom) {
    double limit = capacities.getOrDefault(node, 0L) * (1 - headroom);
    return committed.getOrDefault(node, 0L) + shard.bytes() <= limit;
  }

  boolean hasSlot(NodeId node, ShardView shard) {
    return shard.bytes() == 0 || incoming.getOrDefault(node, 0) < slots;
  }
}
