package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the nodes last told of themselves. Never persisted: after a start it is there again within
 * seconds. Belongs to one {@link Placing}.
 */
final class Reports {
  private final Map<NodeId, NodeReport> latest = new HashMap<>();

  void take(NodeReport report) {
    latest.put(report.node(), report);
  }

  /** Forgets the nodes that are gone. */
  void retain(Set<NodeId> members) {
    latest.keySet().retainAll(members);
  }

  Optional<NodeReport> of(NodeId node) {
    return Optional.ofNullable(latest.get(node));
  }

  Collection<NodeReport> all() {
    return latest.values();
  }

  /**
   * Of one copy. A shard that was placed and is not told of yet is taken to be as large as others
   * are, since one taken to be empty would draw more to its node; one without a place is empty.
   */
  long bytes(ShardId shard, Optional<Placement> placement) {
    return copies(shard).stream()
        .mapToLong(NodeReport.Copy::bytes)
        .max()
        .orElseGet(() -> placement.isEmpty() ? 0 : (long) meanBytes().orElse(0));
  }

  private OptionalDouble meanBytes() {
    return latest.values().stream()
        .flatMap(report -> report.copies().values().stream())
        .mapToLong(NodeReport.Copy::bytes)
        .average();
  }

  /** Of all copies together, reads a second. */
  double load(ShardId shard) {
    return copies(shard).stream().mapToDouble(NodeReport.Copy::load).sum();
  }

  /** The primary, and the replicas of which it told so. */
  Set<NodeId> inSync(ShardId shard, Placement placement) {
    Set<NodeId> inSync = new TreeSet<>();
    inSync.add(placement.primary());
    of(placement.primary())
        .map(report -> report.copies().get(shard))
        .ifPresent(copy -> inSync.addAll(copy.inSync()));
    inSync.retainAll(placement.copies());
    return inSync;
  }

  private List<NodeReport.Copy> copies(ShardId shard) {
    return latest.values().stream()
        .map(report -> report.copies().get(shard))
        .filter(Objects::nonNull)
        .toList();
  }
}
