package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.ClusterPicture.Transfer;
import io.dunlin.actors.placement.PlacementTask;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The copies of one shard that are being made or wait to be: replicas that are not in sync, and
 * those that wishes and the planner want to have.
 */
final class Transfers {
  private final ShardId shard;
  private final Placement placement;
  private final Set<NodeId> inSync;
  private final List<PlacementWish> wishes;
  private final List<PlacementTask> tasks;

  private Transfers(
      ShardId shard,
      Placement placement,
      Set<NodeId> inSync,
      List<PlacementWish> wishes,
      List<PlacementTask> tasks) {
    this.shard = shard;
    this.placement = placement;
    this.inSync = inSync;
    this.wishes = wishes;
    this.tasks = tasks;
  }

  /**
   * @param inSync nodes of its copies that are
   * @param tasks of any shards
   */
  static List<Transfer> of(
      ShardId shard,
      Placement placement,
      Set<NodeId> inSync,
      List<PlacementWish> wishes,
      List<PlacementTask> tasks) {
    List<PlacementTask> mine = tasks.stream().filter(task -> task.shard().equals(shard)).toList();
    return new Transfers(shard, placement, inSync, wishes, mine).all();
  }

  private List<Transfer> all() {
    Set<NodeId> coming = new LinkedHashSet<>(placement.replicas());
    wishes.forEach(wish -> wish.target().ifPresent(coming::add));
    tasks.forEach(task -> task.to().ifPresent(coming::add));
    coming.removeIf(node -> placement.holds(node) && inSync.contains(node));
    coming.remove(placement.primary());
    List<Transfer> transfers = new ArrayList<>();
    for (NodeId to : coming) {
      Optional<NodeId> leaving = leaving(to);
      transfers.add(
          new Transfer(
              shard, leaving.orElse(placement.primary()), to, leaving.isEmpty(), comment(to)));
    }
    return transfers;
  }

  /** The copy whose place the new one takes. */
  private Optional<NodeId> leaving(NodeId to) {
    Optional<PlacementWish> wish =
        wishes.stream().filter(one -> one.target().filter(to::equals).isPresent()).findFirst();
    if (wish.isPresent()) {
      return wish.get().source();
    }
    return tasks.stream()
        .filter(task -> task.to().isEmpty() || task.to().equals(Optional.of(to)))
        .flatMap(task -> task.from().stream())
        .filter(from -> placement.holds(from) && !from.equals(to))
        .findFirst();
  }

  private String comment(NodeId to) {
    return tasks.stream()
        .filter(task -> task.to().isEmpty() || task.to().equals(Optional.of(to)))
        .findFirst()
        .map(task ->
            task.reason().text() + task.waitsFor().map(what -> "; waiting: " + what).orElse(""))
        .orElse("under way");
  }
}
