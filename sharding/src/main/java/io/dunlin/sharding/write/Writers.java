package io.dunlin.sharding.write;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.util.Optional;

/** Who writes which shard, and whether that node is still of the cluster. Any thread may ask. */
public interface Writers {
  Optional<NodeId> of(ShardId shard);

  /** What was sent there is not answered any more. */
  boolean isGone(NodeId node);

  /** As this node knows it. */
  static Writers of(CatalogCopy catalog, Members members) {
    return new Writers() {
      @Override
      public Optional<NodeId> of(ShardId shard) {
        return catalog.state().placements().find(shard).map(Placement::primary);
      }

      @Override
      public boolean isGone(NodeId node) {
        return members.address(node).isEmpty();
      }
    };
  }
}
