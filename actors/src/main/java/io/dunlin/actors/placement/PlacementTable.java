package io.dunlin.actors.placement;

import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where every shard's copies are to be. Immutable. */
public record PlacementTable(Map<ShardId, Placement> placements) {
  public static final PlacementTable EMPTY = new PlacementTable(Map.of());

  public PlacementTable {
    // In the order of shards, so that equal tables are told alike.
    placements = Collections.unmodifiableMap(new TreeMap<>(placements));
  }

  public Optional<Placement> find(ShardId shard) {
    return Optional.ofNullable(placements.get(shard));
  }

  /**
   * The table with one change made.
   *
   * @throws IllegalArgumentException when the step does not fit the table, as a second {@code
   *     Place} of a shard would not; see {@link #fits}
   */
  public PlacementTable after(PlacementStep step) {
    Map<ShardId, Placement> next = new HashMap<>(placements);
    next.put(step.shard(), changed(find(step.shard()), step));
    return new PlacementTable(next);
  }

  /** The table with these instead of what it says of their shards. */
  public PlacementTable with(Map<ShardId, Placement> others) {
    Map<ShardId, Placement> next = new HashMap<>(placements);
    next.putAll(others);
    return new PlacementTable(next);
  }

  /** The table without shards that are gone. */
  public PlacementTable without(Collection<ShardId> shards) {
    Map<ShardId, Placement> next = new HashMap<>(placements);
    next.keySet().removeAll(shards);
    return new PlacementTable(next);
  }

  public boolean fits(PlacementStep step) {
    Optional<Placement> before = find(step.shard());
    return switch (step) {
      case PlacementStep.Place _ -> before.isEmpty();
      case PlacementStep.AddReplica(var _, var node) ->
          before.isPresent() && !before.get().holds(node);
      case PlacementStep.DropReplica(var _, var node) ->
          before.isPresent() && before.get().replicas().contains(node);
      case PlacementStep.Promote(var _, var node) ->
          before.isPresent() && before.get().replicas().contains(node);
    };
  }

  static Placement changed(Optional<Placement> before, PlacementStep step) {
    if (step instanceof PlacementStep.Place(var _, var node)) {
      if (before.isPresent()) {
        throw new IllegalArgumentException(step + ", but it has a placement: " + before.get());
      }
      return new Placement(node, List.of());
    }
    Placement placement =
        before.orElseThrow(() -> new IllegalArgumentException(step + ", but it has no placement"));
    return switch (step) {
      case PlacementStep.Place _ -> placement;
      case PlacementStep.AddReplica(var _, var node) -> placement.withReplica(node);
      case PlacementStep.DropReplica(var _, var node) -> placement.withoutReplica(node);
      case PlacementStep.Promote(var _, var node) -> placement.promoting(node);
    };
  }
}
