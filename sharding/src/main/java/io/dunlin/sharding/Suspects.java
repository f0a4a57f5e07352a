package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.util.HashMap;
import java.util.Map;

/**
 * Has the writers on nodes that do not answer looked at before anybody claims their shards. Whether
 * a writer is gone shows when its session stands still for some seconds; those pass while the
 * cluster still makes up its mind about the node, not after. Run every second or so.
 *
 * @param members this node's own view of who answers
 */
record Suspects(Fencing fencing, Members members, CatalogCopy catalog) implements Runnable {
  /** One log says it for all that a node writes. */
  @Override
  public void run() {
    Map<NodeId, ShardId> suspects = new HashMap<>();
    Map<ShardId, Placement> placed = catalog.state().placements().placements();
    placed.forEach((shard, placement) -> {
      NodeId writer = placement.primary();
      if (!members.reachable(writer)) {
        suspects.putIfAbsent(writer, shard);
      }
    });
    suspects.values().forEach(shard -> fencing.suspect(shard.toString()));
  }
}
