package io.dunlin.sharding.answer;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where this node's copies of shards are in their logs. */
public interface LogPositions {
  /**
   * The positions of all these shards, which have all that any caller was told is done before this
   * was asked; empty when that is not known of each.
   */
  Optional<Map<ShardId, Long>> now(List<ShardId> shards);

  static LogPositions of(CopyRegistry copies) {
    return shards -> {
      Map<ShardId, Long> positions = new HashMap<>();
      for (ShardId shard : shards) {
        Optional<ShardCopy> copy = copies.find(shard);
        Optional<ShardView> view = copy.flatMap(ShardCopy::tryAcquire);
        if (copy.isEmpty() || view.isEmpty()) {
          return Optional.empty();
        }
        positions.put(shard, view.get().position());
        view.get().release();
        // After the view was taken: what is fresh now was fresh then.
        if (copy.get().standing().staleNanos() > 0) {
          return Optional.empty();
        }
      }
      return Optional.of(Map.copyOf(positions));
    };
  }
}
