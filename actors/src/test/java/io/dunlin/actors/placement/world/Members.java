package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cluster's members and who is thought to be up. One that was found to be down is taken back
 * only after a restart, of which it learns the need some time after it can hear again.
 */
final class Members {
  /**
   * @param downSince when it was found to be down
   * @param downLife the life in which it was
   */
  record Member(
      String zone, long capacity, boolean draining, Optional<Long> downSince, long downLife) {
    long downFor(long now) {
      return downSince.map(since -> now - since).orElse(0L);
    }

    Member draining(boolean now) {
      return new Member(zone, capacity, now, downSince, downLife);
    }

    Member up() {
      return new Member(zone, capacity, draining, Optional.empty(), 0);
    }

    Member down(long since, long life) {
      return new Member(zone, capacity, draining, Optional.of(since), life);
    }
  }

  private final World world;
  private final NavigableMap<NodeId, Member> all = new TreeMap<>();
  private final Map<NodeId, Long> silentSince = new HashMap<>();

  Members(World world) {
    this.world = world;
    watch();
  }

  NavigableMap<NodeId, Member> all() {
    return all;
  }

  void join(NodeId node, String zone, long capacity) {
    all.put(node, new Member(zone, capacity, false, Optional.empty(), 0));
  }

  void drain(NodeId node, boolean now) {
    all.computeIfPresent(node, (_, member) -> member.draining(now));
  }

  void forget(NodeId node) {
    all.remove(node);
  }

  private void watch() {
    world.after(
        1000,
        () -> {
          world.nodes().forEach(this::look);
          watch();
        });
  }

  private void look(NodeModel node) {
    Member member = all.get(node.id());
    if (member == null) {
      return;
    }
    if (!node.isHealthy()) {
      long since = silentSince.computeIfAbsent(node.id(), _ -> world.now());
      if (member.downSince().isEmpty() && world.now() - since > world.random(2000, 8000)) {
        world.trace("down " + node.id());
        all.put(node.id(), member.down(world.now(), node.life()));
      }
      return;
    }
    silentSince.remove(node.id());
    if (member.downSince().isEmpty()) {
      return;
    }
    if (node.life() != member.downLife()) {
      all.put(node.id(), member.up());
    } else if (world.chance(0.3)) {
      node.crash();
      node.start();
    }
  }
}
