package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shards of one key of a collection.
 *
 * @param first the number of the first of them in the collection; the others follow
 * @param shards in slot order, like those of a collection without keys
 * @param copies of each shard; empty: as many as the collection's
 * @param nodes where all copies are to be, in order; empty: on any
 */
public record KeyedShards(
    ShardKey key, int first, List<ShardId> shards, Optional<Integer> copies, Set<NodeId> nodes) {
  /** As many as there are slots: of more, some would never get a point. */
  public static final int MOST = 16_384;

  public KeyedShards {
    shards = List.copyOf(shards);
    nodes = Collections.unmodifiableSet(new TreeSet<>(nodes));
  }
}
