package io.dunlin.persistence.model;

import java.util.List;

/** The shard keys that a request is about. */
public sealed interface ShardKeySelector {
  ShardKeySelector NONE_NAMED = new NoneNamed();

  /** For a read: all there are. */
  record NoneNamed() implements ShardKeySelector {}

  record Keys(List<ShardKey> keys) implements ShardKeySelector {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /** The first of the two that is there. */
  record WithFallback(ShardKey target, ShardKey fallback) implements ShardKeySelector {}

  static ShardKeySelector of(ShardKey key) {
    return new Keys(List.of(key));
  }
}
