package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators ask for anything, and the catalog is started anew after every event, with nothing but
 * its log: no shard is ever without a copy that holds all, and in the end all that can be done is
 * done.
 */
class OperatorsProperties {
  private static final int STEPS = 150;
  private static final int ENOUGH = 500;

  private final List<CatalogEvent> log = new ArrayList<>();

  /** The nodes whose copies hold all of a shard. */
  private final Map<ShardId, Set<NodeId>> whole = new HashMap<>();

  private final List<NodeId> nodes =
      IntStream.range(0, 5).mapToObj(i -> new NodeId(new UUID(i << 11, 0))).toList();
  private CatalogState state = CatalogState.EMPTY;
  private Placing placing = started();

  static Stream<Long> seeds() {
    return Optional.ofNullable(Long.getLong("dunlin.seed")).stream()
        .findFirst()
        .map(Stream::of)
        .orElseGet(() -> Stream.iterate(1L, seed -> seed + 1).limit(20));
  }

  private Placing started() {
    return new Placing(
        () -> nodes.stream().map(node -> new Membership.Node(node, "", NodeState.UP)).toList(),
        PlannerLimits.DEFAULT,
        TransferMetrics.none());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsAskedForIsDoneThroughAnyRestart(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> collection(random);
        case 1, 2, 3 -> ask(random);
        case 4 -> fill(random.nextInt(3) > 0, random);
        default -> placing.next(state).ifPresent(this::write);
      }
    }
    settle(random);
    Set<NodeId> drained = new HashSet<>(state.marks().keySet());
    state
        .placements()
        .placements()
        .forEach((shard, at) ->
            assertThat(at.copies()).as("copies of %s", shard).noneMatch(drained::contains));
    state
        .wishes()
        .values()
        .forEach(
            wishes -> wishes.forEach(wish -> assertThat(stands(wish)).as("%s", wish).isTrue()));
  }

  /** Wishes that are never done, or cannot be. */
  private boolean stands(PlacementWish wish) {
    boolean drained = wish.target().filter(node -> state.mark(node) != NodeMark.NONE).isPresent();
    return drained
        || (wish instanceof PlacementWish.Replicate(ShardId shard, NodeId to)
            && state.placements().find(shard).orElseThrow().holds(to));
  }

  private void settle(Random random) {
    for (int round = 0; round < ENOUGH; round++) {
      fill(true, random);
      Optional<CatalogEvent> next = placing.next(state);
      if (next.isEmpty()) {
        return;
      }
      write(next.get());
    }
    throw new AssertionError("still planning: " + placing.next(state));
  }

  private void write(CatalogEvent event) {
    log.add(event);
    state = state.after(event);
    CatalogState replayed = CatalogState.EMPTY;
    for (CatalogEvent one : log) {
      replayed = replayed.after(one);
    }
    assertThat(replayed).isEqualTo(state);
    assertThat(state.wishes().keySet()).noneMatch(state.dropped()::contains);
    placing = started();
    state
        .placements()
        .placements()
        .forEach((shard, at) -> {
          Set<NodeId> copies = whole.computeIfAbsent(shard, _ -> new HashSet<>(at.copies()));
          copies.retainAll(at.copies());
          assertThat(copies).as("whole copies of %s after %s", shard, event).isNotEmpty();
        });
  }

  private void collection(Random random) {
    String name = "c" + random.nextInt(3);
    if (state.find(name).isEmpty()) {
      List<ShardId> shards =
          Stream.generate(() -> new ShardId(new UUID(random.nextLong(), random.nextLong())))
              .limit(1 + random.nextInt(4))
              .toList();
      write(
          new CatalogEvent.CollectionCreated(
              new CollectionInfo(
                  name, new UUID(random.nextLong(), 0), Collecting.config(shards.size()), shards)));
    } else if (random.nextInt(3) == 0) {
      write(new CatalogEvent.CollectionDropped(state.find(name).orElseThrow().uuid()));
    }
  }

  private void ask(Random random) {
    OperatorRules rules = new OperatorRules(state, placing.shards(state), placing.up());
    NodeId from = any(nodes, random);
    NodeId to = any(nodes, random);
    List<ShardId> shards = List.copyOf(state.placements().placements().keySet());
    NodeMark mark = any(List.of(NodeMark.NONE, NodeMark.DRAINING, NodeMark.REMOVED), random);
    if (shards.isEmpty() || random.nextInt(6) == 0) {
      accept(rules.mark(from, mark, false));
      return;
    }
    ShardId shard = any(shards, random);
    accept(
        switch (random.nextInt(7)) {
          case 0 -> rules.abort(shard, from, to);
          case 1 -> rules.restart(shard, from, to);
          case 2 -> rules.wish(new PlacementWish.Replicate(shard, to));
          case 3 -> rules.wish(new PlacementWish.Drop(shard, from));
          default -> rules.wish(new PlacementWish.Move(shard, from, to));
        });
  }

  private void accept(Decision decision) {
    if (decision instanceof Change(CatalogEvent event)) {
      write(event);
    }
  }

  /** Nodes tell how they are; all copies, or some, have come to hold all. */
  private void fill(boolean all, Random random) {
    state
        .placements()
        .placements()
        .forEach((shard, at) -> {
          for (NodeId node : at.copies()) {
            if (all || random.nextBoolean()) {
              whole.computeIfAbsent(shard, _ -> new HashSet<>()).add(node);
            }
          }
        });
    for (NodeId node : nodes) {
      Map<ShardId, NodeReport.Copy> copies = new HashMap<>();
      state
          .placements()
          .placements()
          .forEach((shard, at) -> {
            if (at.holds(node)) {
              copies.put(
                  shard,
                  new NodeReport.Copy(random.nextInt(1 << 20), 0, 1, inSync(shard, at, node)));
            }
          });
      placing.reports().take(new NodeReport(node, 1L << 40, 1 << 20, copies));
    }
  }

  private Set<NodeId> inSync(ShardId shard, Placement at, NodeId node) {
    Set<NodeId> others = new HashSet<>(whole.getOrDefault(shard, Set.of()));
    others.remove(node);
    return at.primary().equals(node) ? others : Set.of();
  }

  private static <T> T any(List<T> some, Random random) {
    return some.get(random.nextInt(some.size()));
  }
}
