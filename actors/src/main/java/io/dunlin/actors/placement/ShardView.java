package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.Set;
import java.util.UUID;

/**
 * A shard as the planner sees it.
 *
 * @param wanted how many copies it should have, the primary included
 * @param bytes of one copy
 * @param load of all copies together, as requests per second, smoothed
 * @param inSync the copies, the primary's included, that hold every acked position, as reported
 * @param affinity where its copies have to be while one of these nodes is up; empty: anywhere
 */
public record ShardView(
    ShardId id,
    UUID collection,
    int wanted,
    long bytes,
    double load,
    Set<NodeId> inSync,
    Set<NodeId> affinity) {
  public ShardView {
    if (wanted < 1) {
      throw new IllegalArgumentException("wanted copies: " + wanted);
    }
    inSync = Set.copyOf(inSync);
    affinity = Set.copyOf(affinity);
  }
}
