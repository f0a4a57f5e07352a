package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The replicas that a primary waits for. One that is silent leaves the set, and no ack is given
 * until the last leave it had to answer reads has ended.
 */
final class InSyncSet {
  private final Sabotage sabotage;
  private final Set<NodeId> members = new TreeSet<>();
  private final Set<NodeId> awaited = new TreeSet<>();
  private final Map<NodeId, Long> granted = new HashMap<>();
  private long pushedAt;
  private long leasesEnd;

  InSyncSet(Sabotage sabotage) {
    this.sabotage = sabotage;
  }

  Set<NodeId> members() {
    return members;
  }

  void grant(NodeId replica, long now) {
    members.add(replica);
    granted.put(replica, now);
  }

  /** Waits for all members from now on, and returns them. */
  List<NodeId> push(long now) {
    awaited.addAll(members);
    pushedAt = now;
    return List.copyOf(members);
  }

  void confirmed(NodeId replica) {
    awaited.remove(replica);
  }

  void remove(NodeId replica) {
    if (members.remove(replica)) {
      awaited.remove(replica);
      long last = granted.getOrDefault(replica, 0L);
      leasesEnd = Math.max(leasesEnd, last + Times.LEASE + Times.LEASE_MARGIN);
    }
  }

  void tick(long now) {
    if (!awaited.isEmpty() && now - pushedAt > Times.CONFIRMATION) {
      if (sabotage == Sabotage.KEEP_SILENT_IN_SYNC) {
        awaited.clear();
      }
      List.copyOf(awaited).forEach(this::remove);
    }
    List.copyOf(members).stream()
        .filter(replica -> now - granted.getOrDefault(replica, 0L) > 4 * Times.PING)
        .forEach(this::remove);
  }

  boolean allow(long now) {
    return awaited.isEmpty() && now >= leasesEnd;
  }
}
