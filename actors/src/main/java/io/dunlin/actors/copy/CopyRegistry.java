package io.dunlin.actors.copy;

import io.dunlin.persistence.model.ShardId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The copies that this node can answer from. Outlives the entities that write them: while a shard's
 * journal is away its reads go on. Any thread may ask; a shard's owner registers and removes.
 */
public final class CopyRegistry {
  private final ConcurrentMap<ShardId, ShardCopy> copies = new ConcurrentHashMap<>();

  public Optional<ShardCopy> find(ShardId shard) {
    return Optional.ofNullable(copies.get(shard));
  }

  public void register(ShardCopy copy) {
    copies.put(copy.shard(), copy);
  }

  public void remove(ShardId shard) {
    ShardCopy copy = copies.remove(shard);
    if (copy != null) {
      copy.close();
    }
  }

  public Set<ShardId> shards() {
    return Set.copyOf(copies.keySet());
  }

  public void closeAll() {
    shards().forEach(this::remove);
  }
}
