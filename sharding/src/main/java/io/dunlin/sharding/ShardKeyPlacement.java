package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import java.util.List;

/** Where the shards of a key may be on a node that is alone. */
final class ShardKeyPlacement {
  /** What the contract knows such a node by. */
  private static final long ALONE = 1;

  private ShardKeyPlacement() {}

  /**
   * The same without a placement, which says nothing there; BadRequest if it names another node.
   */
  static NewShardKey alone(NewShardKey key) {
    for (long peer : key.placement()) {
      if (peer != ALONE) {
        throw new DunlinFailure.BadRequest(
                "placement: there is no peer %d; this node is alone and is peer %d"
                    .formatted(peer, ALONE))
            .asException();
      }
    }
    return new NewShardKey(key.key(), key.shards(), key.copies(), List.of());
  }
}
